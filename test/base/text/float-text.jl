# Shortest digits of floats, and reading them back.
function lcg(s) ; s = s*6364136223846793005 + 1442695040888963407; s; end
function go()
 s = 12345
 bad=0
 for i in 1:16
  s=lcg(s); x = reinterpret(Float64, (s % UInt64))
  s=lcg(s); y = ((s>>11) % 2^40)/2.0^(20+i%40)
  z = (abs(s)%100000)/10.0^(i%9)
  w = Float32(y); 
  isfinite(x) && println(x)
  println(y," ",z," ",-y," ",w," ",repr(w)," ", abs(s)%2^53/1000)
  parse(Float64,string(y))==y || println("BAD")
  parse(Float64,string(z))==z || println("BAD")
 end
end
go()

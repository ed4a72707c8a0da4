# Indices, searching, splitting, cases and parsing of strings, malformed bytes included.
t(f, args...; kw...) = try r = f(args...; kw...); r isa AbstractVector ? string(collect(r)) : repr(r) catch e; string(nameof(typeof(e))) end
strs = ["", "héllo", "a,b,,c", "a\xc0\x80b😀"]
for s in strs
  println(repr(s), " ", t(length,s), t(isvalid,s), t(reverse,s), t(collect,s), t(lastindex,s), t(strip,s),t(lstrip,s),t(rstrip,s),t(chomp,s),t(chop,s))
  for i in -1:length(s)+2
    println(i, " ", t(thisind,s,i), t(nextind,s,i), t(prevind,s,i), t(isvalid,s,i), t(getindex,s,i), t(nextind,s,i,2), t(prevind,s,i,2), t(nextind,s,i,0), t(first,s,i), t(last,s,i), t(repeat,s,i), t(lpad,s,i+3), t(rpad,s,i+3,'x'), t(findnext,"b",s,i), t(findnext,'b',s,i), t(findprev,"c",s,i),t(findprev,'c',s,i))
    for j in -1:length(s)+1; print(t(SubString,s,i,j), t(getindex,s,i:j), t(length,s,i,j), " "); end
    println()
  end
  for d in Any[",","",'b',"bc",' ',isuppercase,['a','b'],"a"]
    println(d isa Function ? "isuppercase" : repr(d), " ", t(split,s,d), t(split,s,d,keepempty=false), t(split,s,d,limit=2), t(rsplit,s,d), t(rsplit,s,d,limit=2), t(rsplit,s,d,keepempty=false), t(replace,s,d=>"<>"), t(replace,s,d=>"<>",count=1))
    d isa Vector || d isa Function || println(t(occursin,d,s), t(findfirst,d,s), t(findlast,d,s), t(findall,d,s), t(startswith,s,d), t(endswith,s,d))
  end
  println(t(split,s), t(rsplit,s), t(escape_string,s), t(ascii,s), t(isascii,s), t(ncodeunits,s), t(codeunits,s), t(hash,s)==t(hash,SubString(s)), s==SubString(s), cmp(s,"abc"))
end
for s in ["1"," 12 ","-5","","  ","0x1f","0b11","0o17","1_0","12a","99999999999999999999","-9223372036854775808","+3","-","0x","1 2","300","true","1.5","1e5","inf","-NaN","1.","." ,".5","1e","e5","0x1p3","infinity","1.5.5","123456789012345678","0.1","1e400","-0.0","1e-400"]
  println(s, " ", t(parse,Int,s), t(tryparse,Int,s), t(parse,UInt8,s), t(parse,Float64,s), t(tryparse,Float64,s), t(parse,Int,s,base=16), t(parse,Int128,s), t(parse,Float32,s), t(tryparse,Bool,s))
end
for c in ['a','Z','é','ß','Ω','ω','ж','1',' ','\n','_','-','+','\u2003','ǆ','日','²','µ','ÿ','ς','Ⅷ','ª','€','ǅ','😀','\u0301']
 println(repr(c), t(uppercase,c), t(lowercase,c), t(titlecase,c), t(isletter,c), t(isuppercase,c), t(islowercase,c), t(isdigit,c), t(isnumeric,c), t(ispunct,c), t(isspace,c), t(isprint,c), t(iscntrl,c), t(textwidth,c), t(codepoint,c), t(isvalid,c)) ; show(stdout,MIME("text/plain"),c); println()
end
println(unescape_string("a\\n\\t\\x41\\u00e9\\101\\\\"))
println(join([1,2,3],", "), join([1,2,3],", "," and "), join([],","), join((1,"a",'c')), join(["a"],"-","+"))
println(string(255,base=16),string(-255,base=2,pad=12),string(5,pad=4),bitstring(5),bitstring(1.5f0),string(true,base=2), string(0x0f), string(typemin(Int)), string(typemax(UInt128)))
println(bytes2hex([0x01,0xff]), hex2bytes("01ff"), transcode(String, b"ab"))
println("abc" * 'd', "ab"^2, 'a'^3, "a" * SubString("bc",1,1))
println(map(uppercase,"abc"), filter(isletter,"a1b2"), "abc"[end], "abc"[2:end], "abc"[[1,3]], first("abc"), last("abc"), only("a"))
println(any(isdigit,"a1"), all(isletter,"ab"), count(isletter,"a1b"), count("a","aaa"), sum(Int(c) for c in "ab"), 'b' in "abc", maximum("abc"), sort(collect("cab")), unique("aab"))
println([c=>i for (i,c) in enumerate("ab")], collect(zip("ab","cd")), collect(pairs("aé")), collect(eachindex("aéb")))
println(Symbol("a",1), Symbol("x") == :x, string(:a,:b), :a < :b, String(:abc))
println("a" < "b", "a" == "a", isless("a","B"), "é" > "z", cmp("ab","abc"), isequal("a","a"))
println(lowercase("ÀÉ"), titlecase("hello wORLD"), uppercasefirst("éa"), lowercasefirst("ABC"))

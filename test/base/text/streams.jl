# Streams, files, enumerations, keyword structs, timing, logging, dump.
io = IOBuffer()
write(io, "abc", 0x41, 'é', Int16(5))
println(position(io), " ", io.size)
seekstart(io); println(read(io, Char), read(io, 2), peek(io), eof(io), bytesavailable(io))
println(repr(read(io, String)), eof(io))
io = IOBuffer("line1\nline2\r\n\nlast")
println(readline(io), readline(io,keep=true)|>repr, collect(eachline(io)))
io = IOBuffer("a,b;c"); println(readuntil(io,','), readuntil(io,";",keep=true), read(io,String))
io = IOBuffer("xy"); mark(io); read(io,UInt8); println(position(io)); reset(io); println(position(io))
println(countlines(IOBuffer("a\nb\nc")), " ", readlines(IOBuffer("a\nb")), isreadable(io), iswritable(io))
io = IOBuffer(); print(io, 1, "a", :b); println(io, [1]); println(String(take!(io)) |> repr, String(take!(io)) |> repr)
io = IOBuffer(b"abc"); println(read!(io, zeros(UInt8,2)), read(io, UInt8))
try read(io, UInt8) catch e; println(typeof(e)) end
println(sprint(print, "a", 1), sprint(show, "a"), sprint(io->print(io,get(io,:x,0)), context=:x=>5))
ioc = IOContext(IOBuffer(), :compact=>true, :limit=>false); println(get(ioc,:compact,false), haskey(ioc,:foo), ioc[:limit])
show(IOContext(stdout,:compact=>true), 1.23456789); println()
println(stdout, "to stdout"); print(stdout, "x\n"); write(stdout, "w\n"); flush(stdout)
printstyled("plain\n", color=:red)
println(typeof(IOBuffer()) == IOBuffer, repr(IOBuffer("ab")) |> length > 10)
@enum Fruit apple=1 banana cherry=7
println(apple, " ", Int(cherry), " ", Fruit(2), " ", instances(Fruit), " ", repr(banana), apple<banana, typeof(apple))
show(stdout, MIME("text/plain"), apple); println(); show(stdout, MIME("text/plain"), Fruit); println()
try Fruit(3) catch e; println(sprint(showerror,e)) end
println(Symbol(apple), " ", string(apple), " ", [apple,banana], " ", Dict(apple=>1))
@enum Color::UInt8 begin red; green; end
println(red, Integer(green), sizeof(red))
Base.@kwdef struct P{T}; x::T = 1; y::Int = 2; z; end
println(P(z=3), " ", P(x=1.5,z="a"))
Base.@kwdef mutable struct Q; a = 1; b::Vector{Int} = Int[]; end
println(Q(), Q(a=2).a)
println(@elapsed(sum(1:10)) >= 0, (@timed 1+1).value, (@allocated zeros(1000)) > 8000)
@show 1+1
x = @show [1,2] "a"
mktempdir() do d
  p = joinpath(d,"f.txt"); write(p, "hello\nworld\n"); println(read(p,String), readlines(p), filesize(p), isfile(p), isdir(d), ispath(p*"x"))
  open(p,"a") do io; println(io, "more"); print(io, 1, 2); end
  for l in eachline(p); println("> ", l); end
  println(readdir(d), countlines(p)); open(p) do io; println(readline(io)); println(eof(io), position(io)); seek(io,0); println(read(io,5)|>String); end
  cp(p, p*"2"); mv(p*"2", p*"3"); println(sort(readdir(d))); rm(p*"3"); println(isfile(p*"3")); mkpath(joinpath(d,"a","b")); println(isdir(joinpath(d,"a","b")))
  try open(joinpath(d,"nope")) catch e; println(typeof(e)) end
  try readdir(joinpath(d,"nope")) catch e; println(typeof(e)) end
end
println(basename("/a/b.txt"), dirname("/a/b.txt"), splitext("b.tar.gz"), joinpath("a","b"), abspath("/a/../b"), normpath("a//b/./c"), isabspath("/x"), splitpath("/a/b"))
ENV["FOO_T"]="1"; println(ENV["FOO_T"], haskey(ENV,"NOPE_T"), get(ENV,"NOPE_T","d")); withenv("FOO_T"=>"2") do; println(ENV["FOO_T"]); end; println(ENV["FOO_T"])
try error("a", 1) catch e; println(e.msg, " ", e isa ErrorException) end
try throw(DomainError(-1,"msg")) catch e; showerror(stdout,e); println() end
try [1][2] catch e; showerror(stdout, e); println(); bt=catch_backtrace(); println(length(bt)>0) end
try try error("in") catch; rethrow() end catch e; println(e) end
try try error("in") catch; error("out") end catch e; println(e) end
f() = try 1 finally println("fin") end; f()
using Logging
io = IOBuffer()
with_logger(ConsoleLogger(io, Logging.Debug)) do
 @info "hello" a=1 b=[1,2]
 @warn "w\nx" c="s"
 @debug "d"
 @error "e" exception=(ErrorException("oops"), [])
 @info "v $(1+1)" x=1.5
 for i in 1:3; @info "max" i maxlog=2; end
 @logmsg Logging.Info "lm"
end
println(join([occursin("└ @",l) ? "└ @" : l for l in split(String(take!(io)),'\n')],'\n'))
@info "to stderr"
@warn "warn stderr"
logger = SimpleLogger(io, Logging.Warn); with_logger(logger) do; @info "no"; @warn "yes" k=1; end
println(split(String(take!(io)),'\n')[1:2])
println(current_logger() isa AbstractLogger, Logging.min_enabled_level(NullLogger()))
dump(P(z=3)); dump([1,2]); dump("a"); dump((1,:a)); dump(:(a+b))
println(Meta.parse("a+b*c"), " ", Meta.parse("f(x)=1").head, Meta.isexpr(:(a+b),:call), Meta.show_sexpr(:(a+b)))
println(Base.isidentifier("1a"), Base.operator_precedence(:+) > 0)

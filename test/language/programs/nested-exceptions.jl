# Exceptions thrown while others are handled, and what goes with include_string, modules and docstrings.

f() = try
    error("a")
catch
    error("b")
end
try
    f()
catch
    println([x.exception.msg for x in current_exceptions()])
end
try
    error("q")
catch
    try
        error("r")
    catch
        println(length(current_exceptions()))
    end
    println(length(current_exceptions()))
end
try
    try
        error("once")
    finally
        print("cleanup ")
    end
catch
    println(length(current_exceptions()))
end

# What a file throws comes as a LoadError with its line.
try
    include_string(Main, "x = 1\n\nerror(\"three\")", "some.jl")
catch e
    println(typeof(e), " ", e.file, ":", e.line, " ", e.error.msg)
end
try
    include_string(Main, "1 +", "broken.jl")
catch e
    println(typeof(e), " ", typeof(e.error))
end
println(include_string(ex -> ex isa Int ? ex + 1 : ex, Main, "1\n2"))

module Outer
__init__() = println("Outer starts")
module Inner
__init__() = println("Inner starts")
end
println("Outer's body")
end

module Source
f() = 1
g() = 2
export f
end
using .Source: g
for text in ("g(x) = 1", "import .Nothing_of_this_name", "using .Source: f as renamed; renamed(x) = 2; renamed(1)")
    try
        println(include_string(Main, text))
    catch e
        println(sprint(showerror, e.error))
    end
end

"What `area` is."
area(r) = 3r^2
"Another method."
area(a, b) = a * b
print(@doc area)
"A `Box`."
struct Box
    "its side"
    side
end
print(@doc Box)
print(@doc no_such_thing)

const limit = 1
limit = 3
const limit = 2
println(limit)

# Results of tests and how they look.

abstract type Result end

"A test that passed."
struct Pass <: Result
    test_type::Symbol
    orig_expr::Any
    data::Any
    value::Any
    source::Any
end
"A test that was false, or threw not what it should."
struct Fail <: Result
    test_type::Symbol
    orig_expr::String
    data::String
    value::String
    context::String
    source::Any
    message::String
end
"A test that threw, or gave no Bool, or passed though it is marked as broken."
struct Error <: Result
    test_type::Symbol
    orig_expr::String
    value::String
    backtrace::String
    source::Any
end
"A test that fails as expected, or was skipped."
struct Broken <: Result
    test_type::Symbol
    orig_expr::Any
end

source_text(s) = "none:1"
source_text(s::LineNumberNode) = string(s.file === nothing ? "none" : s.file, ":", s.line)

function Base.show(io::IO, t::Pass)
    print(io, "Test Passed")
    t.test_type === :test_throws && print(io, "\n      Thrown: ", typeof(t.value))
    return nothing
end
function Base.show(io::IO, t::Fail)
    print(io, "Test Failed at ", source_text(t.source), "\n")
    print(io, "  Expression: ", t.orig_expr)
    if t.test_type === :test_throws_wrong
        print(io, "\n    Expected: ", t.data, "\n      Thrown: ", t.value)
        isempty(t.message) || print(io, "\n     Message: ", t.message)
    elseif t.test_type === :test_throws_message
        print(io, "\n    Expected: ", t.data, "\n     Message: ", t.value)
    elseif t.test_type === :test_throws_nothing
        print(io, "\n    Expected: ", t.data, "\n  No exception thrown")
    elseif !isempty(t.data)
        print(io, "\n   Evaluated: ", t.data)
    end
    isempty(t.context) || print(io, "\n     Context: ", t.context)
    print(io, "\n")
    return nothing
end
function Base.show(io::IO, t::Error)
    print(io, "Error During Test at ", source_text(t.source), "\n")
    if t.test_type === :test_nonbool
        print(io, "  Expression evaluated to non-Boolean\n  Expression: ", t.orig_expr, "\n       Value: ", t.value)
    elseif t.test_type === :test_error
        print(io, "  Test threw exception\n  Expression: ", t.orig_expr, "\n  ", indented(t.backtrace))
    elseif t.test_type === :test_unbroken
        print(io, " Unexpected Pass\n Expression: ", t.orig_expr,
            "\n Got correct result, please change to @test if no longer broken.\n")
    else
        print(io, "  Got exception outside of a @test\n  ", indented(t.backtrace))
    end
    return nothing
end
indented(s::String) = replace(s, "\n" => "\n  ")
function Base.show(io::IO, t::Broken)
    print(io, "Test Broken\n", t.test_type === :skipped ? "  Skipped: " : "  Expression: ", t.orig_expr)
    return nothing
end

expr_text(ex) = sprint(show_unquoted, ex, 0, -1)
# What was evaluated, with the values put in place of the arguments.
value_text(x) = sprint(show, x; context=:limit => true)

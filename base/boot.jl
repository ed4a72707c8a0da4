# The exception types and small structs that the runtime itself makes: evaluated in module Core before Base exists.
# Only declarations stand here. Fields keep Julia's names and order (the runtime fills them by position).

struct ErrorException <: Exception
    msg::AbstractString
end

struct BoundsError <: Exception
    a::Any
    i::Any
    BoundsError() = new()
    BoundsError(a) = new(a)
    BoundsError(a, i) = new(a, i)
end

struct DivideError <: Exception end
struct OutOfMemoryError <: Exception end
struct StackOverflowError <: Exception end
struct UndefRefError <: Exception end
struct InterruptException <: Exception end

struct InexactError <: Exception
    func::Symbol
    T::Any
    val::Any
end

struct OverflowError <: Exception
    msg::AbstractString
end

struct DomainError <: Exception
    val::Any
    msg::AbstractString
    DomainError(val) = new(val, "")
    DomainError(val, msg) = new(val, msg)
end

struct TypeError <: Exception
    func::Symbol
    context::Any
    expected::Any
    got::Any
    TypeError(func, context, expected, got) = new(func, context, expected, got)
    TypeError(func, expected, got) = new(func, "", expected, got)
end

struct UndefVarError <: Exception
    var::Symbol
    scope::Any
    UndefVarError(var::Symbol) = new(var)
    UndefVarError(var::Symbol, scope) = new(var, scope)
end

struct MethodError <: Exception
    f::Any
    args::Any
    world::UInt64
    MethodError(f, args) = new(f, args, 0x0000000000000000)
    MethodError(f, args, world::UInt64) = new(f, args, world)
end

struct ArgumentError <: Exception
    msg::AbstractString
end

struct KeyError <: Exception
    key::Any
end

struct FieldError <: Exception
    type::DataType
    field::Symbol
end

struct UndefKeywordError <: Exception
    var::Symbol
end

struct AssertionError <: Exception
    msg::AbstractString
    AssertionError() = new("")
    AssertionError(msg) = new(msg)
end

struct LoadError <: Exception
    file::AbstractString
    line::Int64
    error::Any
end

struct InitError <: Exception
    mod::Symbol
    error::Any
end

# Constructors of Core's own types that surface syntax uses.

UnionAll(v::TypeVar, body) = UnionAll_new(v, body)
Expr(head::Symbol, args...) = _expr(head, args...)
NamedTuple{names}(values::Tuple) where {names} = namedtuple_new(NamedTuple{names,typeof(values)}, values)
NamedTuple{names,T}(values::T) where {names,T<:Tuple} = namedtuple_new(NamedTuple{names,T}, values)
NamedTuple() = NamedTuple{()}(())
Symbol(s::String) = string_to_symbol(s)
Symbol(s::Symbol) = s

# Evaluation: a request gives the next entry to call, and the call is made from here (see interpreter/evaluations.ts).

function run_evaluation(id::Int64)
    value = nothing
    step = eval_next(id, nothing)
    while true
        if isa(step, Int64) && slt_int(step, 0)
            step === -1 && return value
            return eval_value(id)
        end
        failed = false
        value = try
            isa(step, Int64) ? call_entry(step) : call_prepared(step)
        catch e
            failed = true
            e
        end
        step = failed ? eval_throw(id, value) : eval_next(id, value)
    end
end
# A macro and its arguments. The method that does it needs more of Base than there is here.
call_prepared(call) = Base.call_prepared(call)
eval(m::Module, x) = run_evaluation(eval_begin(m, x))
include_text(m::Module, text::String, file::String) = run_evaluation(include_begin(m, text, file))

invoke(f, types, args...) = call_entry(invoke_target(f, types, args...), f, args...)
export invoke

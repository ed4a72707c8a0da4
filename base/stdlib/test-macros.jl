# @test and its relatives, and @testset.

# What a test evaluated to, and its text with the values of its parts.
struct Evaluated
    value::Any
    text::String
end
# Calls whose arguments are shown. Comparisons keep their infix form.
function show_call(f, name, args::Tuple, keywords)
    io = IOBuffer()
    ctx = IOContext(io, :limit => true)
    if Base.isoperator(name) && length(args) == 2 && isempty(keywords)
        show_operand(ctx, args[1])
        print(ctx, " ", name, " ")
        show_operand(ctx, args[2])
    else
        print(ctx, name, "(")
        start = true
        for a in args
            start || print(ctx, ", ")
            start = false
            show(ctx, a)
        end
        if !isempty(keywords)
            print(ctx, "; ")
            start = true
            for (k, v) in pairs(keywords)
                start || print(ctx, ", ")
                start = false
                print(ctx, k, " = ")
                show(ctx, v)
            end
        end
        print(ctx, ")")
    end
    return String(take!(io))
end
show_operand(io::IO, x) = show(io, x)
eval_call(f, name::Symbol, args::Tuple, keywords::NamedTuple) =
    (v = f(args...; keywords...); Evaluated(v, v === true ? "" : show_call(f, name, args, keywords)))
function eval_negated(f, name::Symbol, args::Tuple, keywords::NamedTuple)
    v = f(args...; keywords...)
    return Evaluated(v isa Bool ? !v : v, v === false ? "" : string("!(", show_call(f, name, args, keywords), ")"))
end
# A chain of comparisons: all the values are known, and the operators between them.
function eval_chain(values::Tuple, operators::Tuple, names::Tuple)
    result = true
    for i in 1:length(operators)
        result = operators[i](values[i], values[i+1])
        result === true || break
    end
    io = IOBuffer()
    ctx = IOContext(io, :limit => true)
    show(ctx, values[1])
    for i in 1:length(operators)
        print(ctx, " ", names[i], " ")
        show(ctx, values[i+1])
    end
    return Evaluated(result, String(take!(io)))
end

# The expression that gives an Evaluated.
function evaluation(ex, keywords)
    if ex isa Expr && ex.head === :call && length(ex.args) == 2 && (ex.args[1] === :!) && is_shown_call(ex.args[2]) &&
        isempty(keywords)
        return call_evaluation(ex.args[2], keywords, :eval_negated)
    end
    is_shown_call(ex) && return call_evaluation(ex, keywords, :eval_call)
    if ex isa Expr && ex.head === :comparison && isempty(keywords)
        n = length(ex.args)
        any(i -> is_dotted(ex.args[i]), 2:2:n) && return Expr(:call, :Evaluated, esc(ex), "")
        return Expr(:call, :eval_chain, Expr(:tuple, [esc(ex.args[i]) for i in 1:2:n]...),
            Expr(:tuple, [esc(ex.args[i]) for i in 2:2:n]...),
            Expr(:tuple, [QuoteNode(ex.args[i] isa Symbol ? ex.args[i] :
                Symbol(expr_text(ex.args[i]))) for i in 2:2:n]...))
    end
    isempty(keywords) || throw(ArgumentError(string("invalid test macro call: @test ", expr_text(ex), " ",
        join(map(expr_text, keywords), " "))))
    return Expr(:call, :Evaluated, esc(ex), "")
end
is_dotted(f) = f isa Symbol && (s = string(f); length(s) > 1 && startswith(s, ".") && s != "..")
function is_shown_call(ex)
    ex isa Expr && ex.head === :call || return false
    f = ex.args[1]
    (f isa Symbol || f isa Expr && f.head === :.) || return false
    is_dotted(f) && return false
    return !(f === :! || f === :(:)) && f !== :&& && f !== :||
end
function call_evaluation(ex, keywords, helper::Symbol)
    positional = Any[]
    named = Any[]
    for a in ex.args[2:end]
        if a isa Expr && a.head === :parameters
            append!(named, a.args)
        elseif a isa Expr && a.head === :kw
            push!(named, a)
        else
            push!(positional, a)
        end
    end
    append!(named, [Expr(:kw, k.args[1], k.args[2]) for k in keywords])
    name = Symbol(expr_text(ex.args[1]))
    parts = Expr(:tuple, [esc(a) for a in positional]...)
    kws = isempty(named) ? Expr(:call, :NamedTuple) : esc(Expr(:tuple, Expr(:parameters, named...)))
    return Expr(:call, helper, esc(ex.args[1]), QuoteNode(name), parts, kws)
end

# Records what a test gave.
function finish_test(e, text::String, source)
    ts = get_testset()
    v = e.value
    v === true && return record(ts, Pass(:test, text, nothing, nothing, source))
    v === false && return record(ts, Fail(:test, text, e.text, "false", "", source, ""))
    return record(ts, Error(:test_nonbool, text, value_text(v), "", source))
end
error_in_test(e, text::String, source) =
    record(get_testset(), Error(:test_error, text, "", sprint(showerror, e, test_backtrace()), source))
function finish_broken(e, text::String, source)
    e.value === true && return record(get_testset(), Error(:test_unbroken, text, "", "", source))
    return record(get_testset(), Broken(:test, text))
end

# `broken = …` and `skip = …` apart from the keywords for the tested call.
function split_keywords(kws)
    rest = Any[]
    broken = nothing
    skip = nothing
    for k in kws
        k isa Expr && k.head === :(=) && k.args[1] isa Symbol ||
            throw(ArgumentError(string("invalid test macro call: @test ", k)))
        if k.args[1] === :broken
            broken = k.args[2]
        elseif k.args[1] === :skip
            skip = k.args[2]
        else
            push!(rest, k)
        end
    end
    return (rest, broken, skip)
end
function test_expr(ex, kws, source)
    rest, broken, skip = split_keywords(kws)
    text = isempty(rest) ? expr_text(ex) : expr_text(Expr(:call, ex.args[1], Expr(:parameters,
        [Expr(:kw, k.args[1], k.args[2]) for k in rest]...), ex.args[2:end]...))
    node = QuoteNode(source)
    run = quote
        try
            finish_test($(evaluation(ex, rest)), $text, $node)
        catch e
            e isa Union{InterruptException,FallbackTestSetException,FailFastError} && rethrow()
            error_in_test(e, $text, $node)
        end
    end
    if broken !== nothing
        run = Expr(:if, esc(broken), broken_expr(ex, rest, text, node), run)
    end
    if skip !== nothing
        run = Expr(:if, esc(skip), :(record(get_testset(), Broken(:skipped, $text))), run)
    end
    return run
end
broken_expr(ex, rest, text, node) = quote
    try
        finish_broken($(evaluation(ex, rest)), $text, $node)
    catch e
        e isa Union{InterruptException,FallbackTestSetException,FailFastError} && rethrow()
        record(get_testset(), Broken(:test, $text))
    end
end

"""
    @test ex
    @test f(args...) key = value…
    @test ex broken = cond
    @test ex skip = cond

Tests that `ex` is true. The keywords go to the call, as in `@test a ≈ b atol = 0.1`.
"""
macro test(ex, kws...)
    return test_expr(ex, kws, __source__)
end
"Tests that `ex` is not true, or throws, which is a known problem."
macro test_broken(ex, kws...)
    return broken_expr(ex, kws, expr_text(ex), QuoteNode(__source__))
end
"Does not run the test, but records it as broken."
macro test_skip(ex, kws...)
    return :(record(get_testset(), Broken(:skipped, $(expr_text(ex)))))
end

"""
    @test_throws exception ex

Tests that `ex` throws: an exception of a type, one equal to a value, or with a message that contains a string (or all
of some,
or for which a function is true).
"""
macro test_throws(expected, ex)
    text = expr_text(ex)
    node = QuoteNode(__source__)
    return quote
        check_thrown($(esc(expected)), try
                $(esc(ex))
                nothing
            catch e
                e isa InterruptException && !($(esc(expected)) === InterruptException) && rethrow()
                Some{Any}(e)
            end, $text, $(expr_text(expected)), $node)
    end
end
function check_thrown(expected, thrown, text::String, expected_text::String, source)
    ts = get_testset()
    thrown === nothing && return record(ts, Fail(:test_throws_nothing, text, expected_name(expected, expected_text), "",
        "", source, ""))
    e = thrown.value
    e isa LoadError && !(expected === LoadError) && !(expected isa LoadError) && (e = e.error)
    if expected isa Type
        e isa expected && return record(ts, Pass(:test_throws, text, expected, e, source))
    elseif expected isa AbstractString || expected isa Regex || expected isa Function ||
        expected isa AbstractVector{<:AbstractString} || expected isa Tuple{Vararg{AbstractString}}
        message = sprint(showerror, e)
        message_matches(expected, message) && return record(ts, Pass(:test_throws, text, expected, e, source))
        return record(ts, Fail(:test_throws_message, text, expected_name(expected, expected_text), repr(message), "",
            source, ""))
    elseif typeof(e) === typeof(expected) && same_fields(e, expected)
        return record(ts, Pass(:test_throws, text, expected, e, source))
    end
    return record(ts, Fail(:test_throws_wrong, text, expected_name(expected, expected_text), expected isa Type ?
        string(typeof(e)) : value_text(e), "", source, ""))
end
expected_name(expected, text::String) =
    expected isa Union{Type,AbstractString} || expected isa Exception ? value_text(expected) : text
message_matches(s::Union{AbstractString,Regex}, message) = occursin(s, message)
message_matches(f::Function, message) = f(message) === true
message_matches(ss, message) = all(s -> occursin(s, message), ss)
function same_fields(a, b)
    for i in 1:nfields(a)
        isequal(getfield(a, i), getfield(b, i)) || return false
    end
    return true
end

"""
    @testset [Type] ["description"] [verbose = true] begin … end
    @testset "description \$i" for i in … end
    @testset let x = … end
    @testset f()

A set of tests: all are run, and a table is printed at the end of the outermost set.
"""
macro testset(args...)
    isempty(args) && throw(ArgumentError("No arguments to @testset"))
    body = args[length(args)]
    body isa Expr && body.head in (:for, :block, :call, :let) ||
        throw(ArgumentError("Expected function call, begin/end block or for loop as argument to @testset"))
    description = nothing
    kind = nothing
    options = Any[]
    for a in args[1:end-1]
        if a isa String || a isa Expr && a.head === :string
            description = a
        elseif a isa Expr && a.head === :(=)
            push!(options, Expr(:kw, a.args[1], esc(a.args[2])))
        else
            kind = a
        end
    end
    maker = kind === nothing ? :DefaultTestSet : esc(kind)
    node = QuoteNode(__source__)
    body.head === :for && return testset_for(body, description, maker, options, node)
    if description === nothing
        description = body.head === :call ? string(expr_text(body.args[1])) : "test set"
        body.head === :let && (description = "test set")
    end
    return testset_once(esc(body), esc(description), maker, options, node)
end
function testset_once(body, description, maker, options, node)
    make = Expr(:call, maker, description, options...)
    return :(run_testset(ts -> $body, $make, $node))
end
function testset_for(loop::Expr, description, maker, options, node)
    heads = loop.args[1]
    iterations = heads.head === :block ? heads.args : Any[heads]
    if description === nothing
        parts = Any[]
        for it in iterations
            isempty(parts) || push!(parts, ", ")
            push!(parts, string(expr_text(it.args[1]), " = "))
            push!(parts, it.args[1])
        end
        description = Expr(:string, parts...)
    end
    run = testset_once(esc(loop.args[2]), esc(description), maker, options, node)
    body = :(push!(sets, $run))
    nest = body
    for it in reverse(iterations)
        nest = Expr(:for, Expr(:(=), esc(it.args[1]), esc(it.args[2])), Expr(:block, nest))
    end
    return quote
        let sets = Any[]
            $nest
            sets
        end
    end
end

"""
    @inferred f(x)
    @inferred Allowed f(x)

The value of the call; ErrorException if its type is not what inference finds.
"""
macro inferred(ex)
    return inferred_expr(ex, :(Union{}))
end
macro inferred(allow, ex)
    return inferred_expr(ex, esc(allow))
end
function inferred_expr(ex, allow)
    ex isa Expr && ex.head === :ref && (ex = Expr(:call, :getindex, ex.args...))
    ex isa Expr && ex.head === :call || throw(ArgumentError("@inferred requires a call expression"))
    positional = [a for a in ex.args[2:end] if !(a isa Expr && a.head in (:kw, :parameters))]
    args = Expr(:tuple, map(esc, positional)...)
    f = esc(ex.args[1])
    if length(positional) < length(ex.args) - 1
        # keywords stay in the call of a function of the positional arguments
        names = [gensym() for _ in positional]
        named = [a for a in ex.args[2:end] if a isa Expr && a.head in (:kw, :parameters)]
        f = esc(Expr(:->, Expr(:tuple, names...), Expr(:call, ex.args[1], named..., names...)))
    end
    return :(check_inferred($f, $args, $allow))
end
function check_inferred(f, args::Tuple, allow)
    value = f(args...)
    found = Core.return_type(f, Tuple{map(Core.Typeof, args)...})
    t = typeof(value)
    (t === found || value isa Type && Type{value} <: found && found <: Type || t <: allow || Core.typeintersect(found,
        t) === found) && return value
    (found <: Union{t,allow} && found !== Any) && return value
    error(string("return type ", value isa Type ? string("Type{", value, "}") : string(t),
        " does not match inferred return type ", found))
end

"Not available: ambiguities are reported when a call is ambiguous."
detect_ambiguities(args...; kw...) = error("Test.detect_ambiguities is not supported")
detect_unbound_args(args...; kw...) = error("Test.detect_unbound_args is not supported")

"A string that only has the methods of AbstractString, to test code for strings of any kind."
struct GenericString <: AbstractString
    string::AbstractString
end
Base.ncodeunits(s::GenericString) = ncodeunits(s.string)
Base.codeunit(s::GenericString) = codeunit(s.string)
Base.codeunit(s::GenericString, i::Integer) = codeunit(s.string, i)
Base.isvalid(s::GenericString, i::Integer) = isvalid(s.string, i)
Base.iterate(s::GenericString, i::Int64=1) = iterate(s.string, i)

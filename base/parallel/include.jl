# `include`: evaluating a file. The path is relative to the file that is being included by the same task.

"""
    include(module, path)

Evaluates the statements of a file in the module, one after the other; gives the value of the last one. Errors come as a
`LoadError` with the file and line.
"""
include(m::Module, path::AbstractString) = include_file(identity, m, String(path))
include(mapexpr::Function, m::Module, path::AbstractString) = include_file(mapexpr, m, String(path))
function include_file(mapexpr, m::Module, path::String)
    from = including_file()
    file = startswith(path, "/") ? path : abspath(from === nothing ? path : joinpath(dirname(from::String), path))
    return include_string(mapexpr, m, read(file, String), file)
end

# The file whose code this task is running: the innermost `include`, else the program.
function including_file()
    from = get(task_local_storage(), :SOURCE_PATH, nothing)
    return from === nothing && !isempty(PROGRAM_FILE) ? PROGRAM_FILE : from
end

"""
    include_string([mapexpr,] module, code, filename = "string")

Evaluates a text as `include` does a file.
"""
include_string(m::Module, code::AbstractString, filename::AbstractString = "string") =
    include_string(identity, m, code, filename)
function include_string(mapexpr::Function, m::Module, code::AbstractString, filename::AbstractString = "string")
    locals = task_local_storage()
    before = get(locals, :SOURCE_PATH, nothing)
    locals[:SOURCE_PATH] = filename
    try
        return mapexpr === identity ? include_text(m, String(code), String(filename)) :
            include_mapped(mapexpr, m, String(code), String(filename))
    finally
        before === nothing ? delete!(locals, :SOURCE_PATH) : (locals[:SOURCE_PATH] = before)
    end
end
function include_text(m::Module, code::String, file::String)
    id = Core.Intrinsics.include_begin(m, code, file)
    try
        return Core.run_evaluation(id)
    catch e
        rethrow_as(LoadError(file, Core.Intrinsics.eval_line(id), e), e)
    end
end
function include_mapped(mapexpr, m::Module, code::String, file::String)
    value = nothing
    place = LineNumberNode(1, Symbol(file))
    for ex in Meta.parseall(code; filename=file).args
        if ex isa LineNumberNode
            place = ex
            continue
        end
        try
            value = Core.eval(m, Expr(:toplevel, place, mapexpr(ex)))
        catch e
            rethrow_as(LoadError(file, place.line, e), e)
        end
    end
    return value
end

# A macro's call in an evaluation: the function and its arguments.
call_prepared(call::Vector{Any}) = (f = popfirst!(call); f(call...))

export include_string

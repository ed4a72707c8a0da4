# `include`: evaluating a file. The path is relative to the file that is being included by the same task.

"""
    include(module, path)

Evaluates the statements of a file in the module, one after the other; gives the value of the last one. Errors come as a
`LoadError` with the file and line.
"""
include(m::Module, path::AbstractString) = include_file(identity, m, String(path))
include(mapexpr::Function, m::Module, path::AbstractString) = include_file(mapexpr, m, String(path))
function include_file(mapexpr, m::Module, path::String)
    mapexpr === identity || throw(ArgumentError("include: a function that changes expressions is not supported"))
    locals = task_local_storage()
    before = get(locals, :SOURCE_PATH, nothing)
    file = before === nothing || startswith(path, "/") ? path : joinpath(dirname(before::String), path)
    text = read(file, String)
    locals[:SOURCE_PATH] = file
    id = Core.Intrinsics.include_begin(m, text, file)
    try
        return Core.run_evaluation(id)
    catch e
        line = Core.Intrinsics.eval_line(id)
        rethrow_value(LoadError(file, line, e))
    finally
        before === nothing ? delete!(locals, :SOURCE_PATH) : (locals[:SOURCE_PATH] = before)
    end
end
"`include_string(module, code, filename)`: evaluates a text as `include` does a file."
include_string(m::Module, code::AbstractString, filename::AbstractString = "string") = Core.include_text(m, String(code), String(filename))
export include_string

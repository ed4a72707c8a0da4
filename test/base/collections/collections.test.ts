// Arrays, dictionaries, sets, broadcasting, sorting, Statistics and LinearAlgebra against values that real Julia gave.
// A case passes if value, element type and size agree (floats to a few units in the last place), or the exception's type.
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createProgramEngine } from '../../language/program-engine.ts'

const program = createProgramEngine(() => {})

const prelude = `
same(a, b) = isequal(a, b) && _same_type(a, b)
_same_type(a, b) = typeof(a) === typeof(b) || a isa AbstractString
_same_type(a::AbstractArray, b::AbstractArray) = eltype(a) === eltype(b) && size(a) == size(b)
_same_type(a::AbstractDict, b::AbstractDict) = true
_same_type(a::AbstractSet, b::AbstractSet) = true
_same_type(a::Tuple, b::Tuple) = true
same(a::AbstractFloat, b::AbstractFloat) = isequal(a, b) || isapprox(a, b; atol=1e-12)
same(a::AbstractArray{<:AbstractFloat}, b::AbstractArray{<:AbstractFloat}) =
  size(a) == size(b) && all(map(same, a, b))
function expect_value(n, f, wanted)
  try
    v = f()
    same(v, wanted) || println(n, ": ", repr(v))
  catch e
    println(n, ": ", sprint(showerror, e))
  end
end
function expect_error(n, f, T)
  try
    println(n, ": no error, but ", repr(f()))
  catch e
    e isa T || println(n, ": ", sprint(showerror, e))
  end
end
`

function programOf(text: string): string {
  const using = /^# using (.*)$/m.exec(text)
  const calls = text.split('\n').flatMap((line, i) => {
    if (line.startsWith('#') || !line.includes(' ⇒ ')) return []
    const [code, wanted] = line.split(' ⇒ ') as [string, string]
    const body = `() -> begin\n${code}\nend`
    return wanted.startsWith('!') ? [`expect_error(${i + 1}, ${body}, ${wanted.slice(1)})`] : [`expect_value(${i + 1}, ${body}, ${wanted})`]
  })
  return [using ? `using ${using[1]}` : '', prelude, ...calls].join('\n')
}

for (const file of fs.readdirSync(import.meta.dirname).filter(name => name.endsWith('.txt'))) {
  test(file, () => {
    expect(program.run(programOf(fs.readFileSync(path.join(import.meta.dirname, file), 'utf8')), file)).toBe('')
  })
}

/**
 * Makes `facts.json`: random pairs of types and what real Julia says of them. Run by hand when the generator changes:
 *
 *     node test/types/oracle/generate.ts PATH-TO-JULIA [seed] [pairs] [output]
 *
 * All pairs go through one run of Julia. The suite itself only reads the facts.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testTypes } from '../reader.ts'

/** A type expression: a head with arguments, and variables bound around it. */
interface Node {
  head: string
  args: Node[]
  vars: { name: string; lower?: Node; upper?: Node }[]
}

function randomSource(seed: number): () => number {
  let s = seed >>> 0
  return () => {
    s = (s + 0x6d2b79f5) >>> 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const leaves = [
  'Int64',
  'Int64',
  'Bool',
  'String',
  'Float64',
  'Integer',
  'Real',
  'Number',
  'Any',
  'Any',
  'AbstractString',
  'Nothing',
  'Dog',
  'Cat',
  'Animal',
  'Symbol',
  'Signed',
  'Int64',
  'String',
  'Integer',
]
const rareLeaves = ['Union{}', 'DataType', 'UnionAll', 'Type', 'Vector', 'Array', 'Tuple', 'Ab', 'Ref', 'St2', 'Function']

export function createGenerator(random: () => number) {
  const below = (n: number): number => Math.floor(random() * n)
  const choose = <T>(xs: readonly T[]): T => xs[below(xs.length)]
  const node = (head: string, args: Node[] = []): Node => ({ head, args, vars: [] })
  let fresh = 0

  const isCount = (name: string): boolean => name.startsWith('N')

  function leaf(scope: string[]): Node {
    const types = scope.filter(v => !isCount(v))
    if (types.length > 0 && random() < 0.45) return node(choose(types))
    return node(random() < 0.12 ? choose(rareLeaves) : choose(leaves))
  }

  function dims(scope: string[]): Node {
    const counts = scope.filter(isCount)
    if (random() < 0.5 && counts.length > 0) return node(choose(counts))
    return node(String(1 + below(2)))
  }

  function type(depth: number, scope: string[]): Node {
    if (depth <= 0 || random() < 0.2) return leaf(scope)
    if (random() < 0.22) return whereType(depth, scope)
    const arg = (): Node => type(depth - 1, scope)
    const r = random()
    if (r < 0.3) return tuple(depth, scope)
    if (r < 0.42) return node('Union', Array.from({ length: 2 + below(2) }, arg))
    if (r < 0.52) return node('Vector', [implied(arg())])
    if (r < 0.58) return node(choose(['Array', 'AbstractArray']), [implied(arg()), dims(scope)])
    if (r < 0.64) return node('AbstractVector', [implied(arg())])
    if (r < 0.7) return node('Ref', [arg()])
    if (r < 0.76) return node(choose(['Ab', 'St1']), [implied(arg())])
    if (r < 0.82) return node('Type', [implied(arg())])
    if (r < 0.87) return node('Duo', [arg(), implied(arg())])
    if (r < 0.9) return node('Wrap', [node('Vector', [arg()])])
    if (r < 0.93) return node('St2', [node(choose(['Int64', 'Bool', 'Signed'])), dims(scope)])
    if (r < 0.95) return node('Cpx', [node(choose(['Int64', 'Real', 'Float64', '<:Integer']))])
    if (r < 0.97) return namedTuple(arg)
    return leaf(scope)
  }

  function namedTuple(arg: () => Node): Node {
    const [names, count] = choose([
      ['(:a,)', 1],
      ['(:a,:b)', 2],
    ] as const)
    return node('NamedTuple', [node(names), node('Tuple', Array.from({ length: count }, arg))])
  }

  function implied(n: Node): Node {
    if (random() > 0.15 || /^\d/.test(n.head)) return n
    return node('<:', [n])
  }

  function tuple(depth: number, scope: string[]): Node {
    const args = Array.from({ length: random() < 0.06 ? 0 : 1 + below(3) }, () => type(depth - 1, scope))
    if (random() < 0.3) {
      const element = type(depth - 2, scope)
      const counts = scope.filter(isCount)
      const counted = counts.length > 0 && random() < 0.7
      args.push(node('Vararg', counted ? [element, node(choose(counts))] : [element]))
    }
    return node('Tuple', args)
  }

  function whereType(depth: number, scope: string[]): Node {
    const vars: Node['vars'] = []
    const inner = [...scope]
    for (let i = random() < 0.35 ? 2 : 1; i > 0; i--) {
      const name = `${choose(['T', 'S', 'N', 'R'])}${fresh++ % 9}`
      const r = random()
      const upper = !isCount(name) && r < 0.35 ? type(depth - 2, inner) : undefined
      const lower = !isCount(name) && r > 0.95 ? type(0, []) : undefined
      vars.push({ name, upper, lower })
      inner.push(name)
    }
    const body = random() < 0.6 ? tuple(depth, inner) : type(depth, inner)
    return { ...body, vars: [...vars, ...body.vars] }
  }

  /** A changed copy of `n`: some part replaced. */
  function mutate(n: Node, scope: string[]): Node {
    const inner = [...scope, ...n.vars.map(v => v.name)]
    if (n.args.length > 0 && n.head !== 'Vararg' && n.head !== '<:' && random() < 0.3) return abstracted(n)
    if (isCount(n.head)) return n
    if (n.args.length === 0 || random() < 0.15) {
      if (/^\d|^:|^\(/.test(n.head)) return n
      return random() < 0.5 ? leaf(inner) : type(1, inner)
    }
    if (n.vars.length > 0 && random() < 0.15) return dropVariable(n)
    const at = below(n.args.length)
    const args = n.args.map((a, i) => (i === at ? mutate(a, inner) : a))
    if (n.head === 'Tuple' && random() < 0.15) args.splice(at, 1)
    return { ...n, args }
  }

  /** Some occurrences of one leaf replaced by a new variable. */
  function abstracted(n: Node): Node {
    const seen: string[] = []
    const walk = (m: Node): void => {
      if (m.args.length === 0 && /^[A-MO-Z]\w+$|^\d$/.test(m.head)) seen.push(m.head)
      m.args.forEach(walk)
    }
    walk(n)
    if (seen.length === 0) return n
    const head = choose(seen)
    const name = /^\d/.test(head) ? `N${fresh++ % 9}` : `T${fresh++ % 9}`
    if (JSON.stringify(n).includes(`"${name}"`)) return n
    const change = (m: Node): Node => {
      if (m.args.length === 0) return m.head === head && random() < 0.7 ? node(name) : m
      return { ...m, args: m.args.map(change) }
    }
    const wide = ['Real', 'Integer', 'Number', 'AbstractString', 'Animal', head]
    const upper = random() < 0.4 && !isCount(name) ? node(choose(wide)) : undefined
    const made = change(n)
    return { ...made, vars: [{ name, upper }, ...made.vars] }
  }

  function dropVariable(n: Node): Node {
    const [v, ...rest] = n.vars
    const value = node(isCount(v.name) ? String(1 + below(2)) : choose(leaves))
    return replace({ ...n, vars: rest }, v.name, value)
  }

  function replace(n: Node, name: string, value: Node): Node {
    if (n.head === name && n.args.length === 0) return value
    const vars = n.vars.map(v => ({
      name: v.name,
      upper: v.upper && replace(v.upper, name, value),
      lower: v.lower && replace(v.lower, name, value),
    }))
    return { head: n.head, args: n.args.map(a => replace(a, name, value)), vars }
  }

  /** A pair with some relation: mutated copies more often than strangers. */
  function pair(): [string, string] {
    const depth = random() < 0.6 ? 2 : 3
    const one = (): Node => (random() < 0.65 ? topTuple(depth) : type(depth, []))
    const a = one()
    let b = a
    const r = random()
    if (r < 0.1) b = one()
    else for (let i = r < 0.7 ? 1 : 2; i > 0; i--) b = mutate(b, [])
    return random() < 0.5 ? [show(a), show(b)] : [show(b), show(a)]
  }

  function topTuple(depth: number): Node {
    return random() < 0.45 ? whereTuple(depth) : tuple(depth, [])
  }

  function whereTuple(depth: number): Node {
    for (;;) {
      const t = whereType(depth, [])
      if (t.head === 'Tuple') return t
    }
  }

  return { pair, type: () => show(type(3, [])) }
}

function show(n: Node): string {
  if (n.head === '<:') return `<:${show(n.args[0])}`
  const base = n.args.length > 0 || n.head === 'Tuple' ? `${n.head}{${n.args.map(show).join(',')}}` : n.head
  if (n.vars.length === 0) return base
  const vars = n.vars.map(v => {
    if (v.lower) return `${v.name}>:${show(v.lower)}`
    return v.upper ? `${v.name}<:${show(v.upper)}` : v.name
  })
  return `(${base} where {${vars.join(',')}})`
}

/** The oracle's program: reads pairs, answers one line each. */
const program = String.raw`
DECLARATIONS
function ts(t, names)
  if t isa TypeVar
    return get(names, t, "?free")
  elseif t isa Union
    return "Union{" * join([ts(x, names) for x in Base.uniontypes(t)], ",") * "}"
  elseif t === Union{}
    return "Union{}"
  elseif t isa UnionAll
    n = "V" * string(length(names) + 1)
    inner = copy(names); inner[t.var] = n
    v = t.var
    b = v.lb === Union{} ? (v.ub === Any ? n : n * "<:" * ts(v.ub, names)) :
        (v.ub === Any ? n * ">:" * ts(v.lb, names) : ts(v.lb, names) * "<:" * n * "<:" * ts(v.ub, names))
    return "(" * ts(t.body, inner) * " where " * b * ")"
  elseif t isa DataType
    if t <: Tuple && t.name === Tuple.name
      ps = map(collect(t.parameters)) do p
        if Base.isvarargtype(p)
          u = Base.unwrap_unionall(p)
          p isa UnionAll ? "Vararg{" * ts(u.parameters[1], names) * "}" :
            "Vararg{" * ts(u.parameters[1], names) * "," * ts(u.parameters[2], names) * "}"
        else
          ts(p, names)
        end
      end
      return "Tuple{" * join(ps, ",") * "}"
    end
    s = string(t.name.name)
    isempty(t.parameters) && return s
    return s * "{" * join([ts(p, names) for p in t.parameters], ",") * "}"
  elseif t isa Tuple
    return "(" * join([":" * string(x) for x in t], ",") * (length(t) == 1 ? ",)" : ")")
  else
    return repr(t)
  end
end
ts(t) = ts(t, Dict{TypeVar,String}())
attempt(f, other) = try f() catch e; other end
for line in eachline("pairs.txt")
  a, b = split(line, '\t')
  A = attempt(() -> Core.eval(Main, Meta.parse(a)), nothing)
  B = attempt(() -> Core.eval(Main, Meta.parse(b)), nothing)
  if !(A isa Type && B isa Type)
    println("skip"); continue
  end
  bit(x) = x ? "1" : "0"
  meet = attempt(() -> typeintersect(A, B), nothing)
  j = attempt(() -> ts(typejoin(A, B)), "?")
  before(x, y) = attempt(() -> bit(ccall(:jl_type_morespecific, Cint, (Any, Any), x, y) != 0), "?")
  flags = bit(A <: B) * bit(B <: A) * bit(A == B) * bit(meet === Union{}) *
    before(A, B) * before(B, A)
  env = "-"
  if A <: B && B isa UnionAll && B <: Tuple
    e = ccall(:jl_type_intersection_with_env, Any, (Any, Any), A, B)[2]
    env = join([x isa TypeVar ? "?" : ts(x) for x in e], ";")
  end
  println(flags, "\t", meet === nothing ? "?" : ts(meet), "\t", j, "\t", env)
end
`

/** The facts as stored: texts once, then one row per pair. */
export interface Facts {
  types: string[]
  /** Indices of `a` and `b`; flags a<:b, b<:a, a==b, disjoint, a before b, b before a; then static parameters or ''. */
  pairs: [number, number, string, string][]
  /** For the first pairs: indices of intersection and join; -1 where Julia failed. */
  meets: [number, number][]
}

function main(): void {
  const stored = join(import.meta.dirname, '..', 'facts.json')
  const [julia, seed = '1', count = '4000', output = stored] = process.argv.slice(2)
  const generator = createGenerator(randomSource(Number(seed)))
  const pairs = Array.from({ length: Number(count) }, () => generator.pair()).filter(
    ([a, b]) => a !== b && a.length < 110 && b.length < 110,
  )
  const folder = mkdtempSync(join(tmpdir(), 'types-'))
  writeFileSync(join(folder, 'pairs.txt'), pairs.map(p => p.join('\t')).join('\n'))
  writeFileSync(join(folder, 'ask.jl'), program.replace('DECLARATIONS', testTypes.join('\n')))
  const answers = execFileSync(julia, ['--compile=min', '-O0', 'ask.jl'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
    .trimEnd()
    .split('\n')
  const facts: Facts = { types: [], pairs: [], meets: [] }
  const index = new Map<string, number>()
  const intern = (t: string): number => {
    if (t.includes('?')) return -1
    const known = index.get(t)
    if (known !== undefined) return known
    index.set(t, facts.types.length)
    return facts.types.push(t) - 1
  }
  answers.forEach((line, i) => {
    if (line === 'skip') return
    const [flags, meet, joined, env] = line.split('\t')
    // Most pairs of strangers are plainly disjoint: one in five of those is enough.
    if (flags === '000100' && i % 5 > 0) return
    facts.pairs.push([intern(pairs[i][0]), intern(pairs[i][1]), flags, env === '-' ? '' : env])
    if (facts.meets.length < 1000) facts.meets.push([intern(meet), intern(joined)])
  })
  writeFileSync(
    output,
    `{"types":${JSON.stringify(facts.types)},\n"pairs":[\n${facts.pairs
      .map(p => JSON.stringify(p))
      .join(',\n')}],\n"meets":${JSON.stringify(facts.meets)}}\n`,
  )
  process.stdout.write(`${facts.pairs.length} pairs, ${answers.filter(a => a === 'skip').length} skipped\n`)
}

if (import.meta.main) main()

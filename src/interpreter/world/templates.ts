/**
 * A method's lowered body. In a world from an image only the head of a template is there at first: what dispatch and
 * inlining decisions look at. The rest is decoded when the method is first inferred, most of Base never.
 */
import fs from 'node:fs'
import v8 from 'node:v8'
import type { MethodTemplate } from '../lower/ir.ts'
import type { TemplateStore, World } from './world.ts'

/** The whole template of a method. */
export function templateOf(world: World, method: number): MethodTemplate {
  const m = world.methods.at(method)
  if (m.stored === undefined) return m.template
  const { fd, starts } = world.templateStore as TemplateStore
  const bytes = new Uint8Array(starts[m.stored + 1] - starts[m.stored])
  fs.readSync(fd, bytes, 0, bytes.length, starts[m.stored])
  m.template = v8.deserialize(bytes) as MethodTemplate
  m.stored = undefined
  return m.template
}

/** What stays in the world of a template that is stored. */
export function templateHead(t: MethodTemplate): MethodTemplate {
  return {
    name: t.name,
    module: t.module,
    nargs: t.nargs,
    isVararg: t.isVararg,
    sparams: t.sparams,
    slots: [],
    ssaCount: 0,
    body: [],
    positions: [],
    inline: t.inline,
    nospecialize: t.nospecialize,
    propagateInbounds: t.propagateInbounds,
    ...(t.keywords ? { keywords: t.keywords } : {}),
  }
}

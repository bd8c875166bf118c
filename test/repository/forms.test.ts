/** GitHub drops an issue form that it cannot read, and says so to nobody. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Form {
  name: string;
  description: string;
  body: { type: string; id?: string; attributes: { label?: string; value?: string; options?: string[] } }[];
}

const folder = join(import.meta.dirname, '../../.github/ISSUE_TEMPLATE');
const forms = readdirSync(folder).filter((name) => name !== 'config.yml');

test.each(forms)('%s is a form that GitHub can show', (name) => {
  const form: Form = parse(readFileSync(join(folder, name), 'utf8'));
  expect(form.name).toMatch(/^.{3,}$/);
  expect(form.description).toMatch(/^.{3,200}$/);
  const fields = form.body.filter(({ type }) => type !== 'markdown');
  const ids = fields.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, id, attributes } of fields) {
    expect(type).toMatch(/^(input|textarea|dropdown|checkboxes)$/);
    expect(id).toMatch(/^[a-z-]+$/);
    expect(attributes.label).toMatch(/./);
    if (type === 'dropdown') expect(attributes.options?.length).toBeGreaterThan(1);
  }
});

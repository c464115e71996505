/**
 * What is used of `yaml`, as a module of ours: a bundle that splits gives a CommonJS package loaded with
 * `import()` a default export only.
 */
export { Document, LineCounter, parseDocument } from 'yaml';

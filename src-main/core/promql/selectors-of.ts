import type { Expr, RangeSelector, Selector } from './ast.js';

/** All selectors of an expression: what it reads, for `mode: raw`, dependencies and tests. */
export function selectorsOf(top: Expr): (Selector | RangeSelector)[] {
  const found: (Selector | RangeSelector)[] = [];
  const todo: Expr[] = [top];
  for (let expr = todo.pop(); expr !== undefined; expr = todo.pop()) {
    switch (expr.kind) {
      case 'number':
      case 'string':
        break;
      case 'selector':
      case 'range':
        found.push(expr);
        break;
      case 'unary':
      case 'subquery':
        todo.push(expr.expr);
        break;
      case 'binary':
        todo.push(expr.right, expr.left);
        break;
      case 'aggregate':
        todo.push(expr.expr);
        if (expr.param !== undefined) todo.push(expr.param);
        break;
      case 'call':
        todo.push(...[...expr.args].reverse());
        break;
    }
  }
  return found;
}

// Points are [x, y] in pixels of the photograph.
export function along(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

export const line = (points) => points.map((at) => at.map((place) => place.toFixed(2)).join(",")).join(" ");

export const middle = ([a, b, c, d]) => along(along(a, c, 0.5), along(b, d, 0.5), 0.5);

export function square([x, y], half) {
  return [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]];
}

// The circle inside the square, through the middles of its sides.
export function circle(corners, count = 60) {
  const [, b, c, d] = corners, centre = middle(corners), right = along(b, c, 0.5), down = along(c, d, 0.5);
  return Array.from({ length: count }, (_, n) => {
    const turn = (n / count) * 2 * Math.PI, u = Math.cos(turn), v = Math.sin(turn);
    return [0, 1].map((axis) => centre[axis] + u * (right[axis] - centre[axis]) + v * (down[axis] - centre[axis]));
  });
}

// Where a point of one square lies in another.
export function carried(at, [a, b, , d], [a2, b2, c2, d2]) {
  const x = [b[0] - a[0], b[1] - a[1]], y = [d[0] - a[0], d[1] - a[1]], far = [at[0] - a[0], at[1] - a[1]];
  const area = x[0] * y[1] - x[1] * y[0] || 1;
  const u = (far[0] * y[1] - far[1] * y[0]) / area, v = (x[0] * far[1] - x[1] * far[0]) / area;
  return along(along(a2, b2, u), along(d2, c2, u), v);
}

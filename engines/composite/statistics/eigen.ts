/** Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan 2013, §8.5). */

export interface Eigen {
  /** Largest first. */
  readonly values: readonly number[];
  /** One unit vector per value; its entry of largest size is positive, so that no sign is left to chance. */
  readonly vectors: readonly (readonly number[])[];
}

type Matrix = number[][];

const cell = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0;
function put(matrix: Matrix, row: number, column: number, value: number): void {
  const cells = matrix[row];
  if (cells) cells[column] = value;
}

export function symmetricEigen(given: readonly (readonly number[])[]): Eigen {
  const n = given.length;
  const a: Matrix = given.map((row) => [...row]);
  const v: Matrix = given.map((_, row) => given.map((__, column) => (row === column ? 1 : 0)));
  for (let sweep = 0; sweep < 100; sweep++) {
    let [off, size] = [0, 0];
    for (let p = 0; p < n; p++) {
      size += cell(a, p, p) ** 2;
      for (let q = 0; q < p; q++) off += cell(a, p, q) ** 2;
    }
    if (off <= 1e-30 * size) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  const order = given.map((_, index) => index).toSorted((i, j) => cell(a, j, j) - cell(a, i, i));
  return { values: order.map((index) => cell(a, index, index)), vectors: order.map((index) => oriented(v.map((row) => row[index] ?? 0))) };
}

function rotate(a: Matrix, v: Matrix, p: number, q: number): void {
  const apq = cell(a, p, q);
  if (apq === 0) return;
  const theta = (cell(a, q, q) - cell(a, p, p)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < a.length; k++) {
    const [kp, kq] = [cell(a, k, p), cell(a, k, q)];
    put(a, k, p, c * kp - s * kq);
    put(a, k, q, s * kp + c * kq);
  }
  for (let k = 0; k < a.length; k++) {
    const [pk, qk] = [cell(a, p, k), cell(a, q, k)];
    put(a, p, k, c * pk - s * qk);
    put(a, q, k, s * pk + c * qk);
    const [vp, vq] = [cell(v, k, p), cell(v, k, q)];
    put(v, k, p, c * vp - s * vq);
    put(v, k, q, s * vp + c * vq);
  }
}

function oriented(vector: readonly number[]): number[] {
  const largest = vector.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) + 1e-12 ? entry : best), 0);
  return largest < 0 ? vector.map((entry) => -entry) : [...vector];
}

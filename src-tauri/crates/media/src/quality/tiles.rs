//! Gradient energies of the luma plane, tile by tile and octave by octave: the one pass over the pixels from
//! which sharpness, blur direction and noise are read. Knows nothing of what they mean.

use multiversion::multiversion;

/// Side of a tile in pixels of the finest level.
pub(super) const TILE: usize = 32;
/// Side of the blocks of a tile.
const BLOCK: usize = 8;
/// Octaves: the plane itself, and halved once, twice and three times.
pub(super) const LEVELS: usize = 4;

/// Mean products of the luma gradient (the structure tensor, Förstner and Gülch 1987), in squared luma steps.
/// A gradient is the sum of the two differences of a 2x2 cell, so white noise of deviation s gives
/// `xx + yy = 8 s²`, and each halving of the plane a quarter of that.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tensor {
    pub xx: f32,
    pub yy: f32,
    pub xy: f32,
}

impl Tensor {
    /// The energy in all directions together.
    pub fn energy(&self) -> f32 {
        self.xx + self.yy
    }

    /// The energy of the gradient's component along a unit vector.
    pub fn along(&self, (x, y): (f32, f32)) -> f32 {
        x * x * self.xx + 2.0 * x * y * self.xy + y * y * self.yy
    }

    /// `self + other * factor`.
    pub fn plus(&self, other: &Tensor, factor: f32) -> Tensor {
        Tensor {
            xx: self.xx + other.xx * factor,
            yy: self.yy + other.yy * factor,
            xy: self.xy + other.xy * factor,
        }
    }

    /// The unit vector along which this tensor is smallest against a coarser one: the lesser of the generalised
    /// eigenvectors `fine v = lambda coarse v`. What the picture shows has its own directions, and shows them at both
    /// scales; a blur takes from the fine one alone. None where the coarse one has but one direction.
    pub fn least_against(&self, coarse: &Tensor) -> Option<(f32, f32)> {
        let fine = self;
        let determinant = coarse.xx * coarse.yy - coarse.xy * coarse.xy;
        if coarse.energy() <= 0.0 || determinant <= 1e-3 * coarse.energy().powi(2) {
            return None;
        }
        // M = coarse⁻¹ fine
        let a = (coarse.yy * fine.xx - coarse.xy * fine.xy) / determinant;
        let b = (coarse.yy * fine.xy - coarse.xy * fine.yy) / determinant;
        let c = (coarse.xx * fine.xy - coarse.xy * fine.xx) / determinant;
        let d = (coarse.xx * fine.yy - coarse.xy * fine.xy) / determinant;
        let root = (((a - d) / 2.0).powi(2) + b * c).max(0.0).sqrt();
        let least = (a + d) / 2.0 - root;
        // (M - least) v = 0, by the longer of its rows.
        let (first, second) = ((b, least - a), (least - d, c));
        let longer = if first.0.hypot(first.1) >= second.0.hypot(second.1) { first } else { second };
        let length = longer.0.hypot(longer.1);
        (length > 1e-6).then(|| (longer.0 / length, longer.1 / length))
    }
}

/// One tile.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tile {
    /// From the finest level to the coarsest.
    pub levels: [Tensor; LEVELS],
    /// Mean luma.
    pub mean: f32,
    /// Energy of the finest level, without its slope, in the quietest of the tile's blocks of [`BLOCK`] pixels:
    /// between edges and textures the noise lies bare.
    pub quiet: f32,
}

/// The tiles row by row; what the grid does not cover is less than a tile at the edges of the picture.
#[derive(Debug)]
pub(super) struct Tiles {
    pub across: usize,
    pub down: usize,
    /// Where the first tile begins, in pixels.
    pub origin: (usize, usize),
    pub tiles: Vec<Tile>,
}

/// A plane at one level.
#[derive(Debug)]
pub(super) struct Level {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Level {
    /// The plane at half the size: each pixel the mean of four.
    fn halved(&self) -> Level {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact(self.width.max(1) * 2).take(height) {
            let (above, below) = pair.split_at(self.width);
            pixels.extend(above.chunks_exact(2).zip(below.chunks_exact(2)).map(|(a, b)| {
                ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) >> 2) as u8
            }));
        }
        Level { width, height, pixels }
    }
}

/// The plane and its halvings.
pub(super) fn pyramid(width: usize, height: usize, pixels: Vec<u8>) -> [Level; LEVELS] {
    let first = Level { width, height, pixels };
    let second = first.halved();
    let third = second.halved();
    let fourth = third.halved();
    [first, second, third, fourth]
}

impl Tiles {
    /// Measures every tile of the pyramid; a plane below one tile has none.
    pub fn of(levels: &[Level; LEVELS]) -> Self {
        let [first, ..] = levels;
        let (across, down) = (first.width / TILE, first.height / TILE);
        // Centred, on a pixel of every level.
        let centred = |size: usize| (size % TILE / 2) & !((1 << (LEVELS - 1)) - 1);
        let origin = (centred(first.width), centred(first.height));
        let mut tiles = vec![Tile::default(); across * down];
        measure(&mut tiles, levels, Grid { across, origin });
        Self { across, down, origin, tiles }
    }
}

/// The pass over the pixels, compiled for several kinds of processor and chosen when the program runs.
#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn measure(tiles: &mut [Tile], levels: &[Level; LEVELS], grid: Grid) {
    fill::<32>(tiles, 0, levels, grid);
    fill::<16>(tiles, 1, levels, grid);
    fill::<8>(tiles, 2, levels, grid);
    fill::<4>(tiles, 3, levels, grid);
    means(tiles, &levels[LEVELS - 1], grid);
    quietest(tiles, &levels[0], grid);
}

#[derive(Clone, Copy)]
struct Grid {
    across: usize,
    origin: (usize, usize),
}

/// The tensors of one level, whose tiles are `SIDE` pixels wide.
#[inline(always)]
fn fill<const SIDE: usize>(tiles: &mut [Tile], at: usize, levels: &[Level; LEVELS], grid: Grid) {
    let level = &levels[at];
    let scale = TILE / SIDE;
    let (left, top) = (grid.origin.0 / scale, grid.origin.1 / scale);
    let width = level.width.max(1);
    let mut sums = vec![[0i32; 3]; grid.across];
    for (row, tiles) in tiles.chunks_mut(grid.across.max(1)).enumerate() {
        sums.fill([0; 3]);
        let from = top + row * SIDE;
        // The last row and column of cells have no neighbour when the grid ends with the picture.
        let rows = SIDE.min((level.height - 1).saturating_sub(from));
        for y in from..from + rows {
            let (above, below) =
                (&level.pixels[y * width..][..width], &level.pixels[(y + 1) * width..][..width]);
            for (column, sums) in sums.iter_mut().enumerate() {
                let x = left + column * SIDE;
                let cell = match (above.get(x..x + SIDE + 1), below.get(x..x + SIDE + 1)) {
                    (Some(above), Some(below)) => products::<SIDE>(above, below),
                    _ => edge_products(&above[x..], &below[x..]),
                };
                for (sum, value) in sums.iter_mut().zip(cell) {
                    *sum += value;
                }
            }
        }
        for (column, (tile, [pp, qq, pq])) in tiles.iter_mut().zip(&sums).enumerate() {
            let columns = SIDE.min((level.width - 1).saturating_sub(left + column * SIDE));
            let count = (rows * columns).max(1) as f32;
            let [pp, qq, pq] = [*pp, *qq, *pq].map(|sum| sum as f32 / count);
            tile.levels[at] = Tensor { xx: pp + 2.0 * pq + qq, yy: pp - 2.0 * pq + qq, xy: pp - qq };
        }
    }
}

/// Sums of `pp`, `qq` and `pq` over a row of cells, where `p` and `q` are the differences along the two
/// diagonals of a cell (Roberts 1963); `p + q` and `p - q` are then the differences across and down. At most
/// 1,024 cells of 65,025 each go into a sum, which fits.
#[inline(always)]
fn products<const SIDE: usize>(above: &[u8], below: &[u8]) -> [i32; 3] {
    let (a, b) = (&above[..SIDE], &above[1..SIDE + 1]);
    let (c, d) = (&below[..SIDE], &below[1..SIDE + 1]);
    let (mut pp, mut qq, mut pq) = (0i32, 0i32, 0i32);
    for i in 0..SIDE {
        let p = i16::from(d[i]) - i16::from(a[i]);
        let q = i16::from(b[i]) - i16::from(c[i]);
        pp += i32::from(p) * i32::from(p);
        qq += i32::from(q) * i32::from(q);
        pq += i32::from(p) * i32::from(q);
    }
    [pp, qq, pq]
}

#[inline(always)]
fn edge_products(above: &[u8], below: &[u8]) -> [i32; 3] {
    let (mut pp, mut qq, mut pq) = (0i32, 0i32, 0i32);
    for (above, below) in above.windows(2).zip(below.windows(2)) {
        let p = i32::from(below[1]) - i32::from(above[0]);
        let q = i32::from(above[1]) - i32::from(below[0]);
        pp += p * p;
        qq += q * q;
        pq += p * q;
    }
    [pp, qq, pq]
}

/// Mean luma of the tiles, from the coarsest level.
#[inline(always)]
fn means(tiles: &mut [Tile], coarsest: &Level, grid: Grid) {
    let scale = 1 << (LEVELS - 1);
    let side = TILE / scale;
    let (left, top) = (grid.origin.0 / scale, grid.origin.1 / scale);
    for (index, tile) in tiles.iter_mut().enumerate() {
        let (row, column) = (index / grid.across, index % grid.across);
        let mut sum = 0u32;
        for y in 0..side {
            let at = (top + row * side + y) * coarsest.width + left + column * side;
            sum += coarsest.pixels[at..at + side].iter().copied().map(u32::from).sum::<u32>();
        }
        tile.mean = sum as f32 / (side * side) as f32;
    }
}

/// The energy of the quietest block of each tile.
#[inline(always)]
fn quietest(tiles: &mut [Tile], finest: &Level, grid: Grid) {
    let width = finest.width.max(1);
    for (index, tile) in tiles.iter_mut().enumerate() {
        let (left, top) =
            (grid.origin.0 + index % grid.across * TILE, grid.origin.1 + index / grid.across * TILE);
        tile.quiet = f32::MAX;
        // The last cells of the last blocks may lie beyond the picture: those blocks are left out.
        for y in (top..top + TILE).step_by(BLOCK).filter(|y| y + BLOCK < finest.height) {
            for x in (left..left + TILE).step_by(BLOCK).filter(|x| x + BLOCK < finest.width) {
                tile.quiet = tile.quiet.min(block(&finest.pixels, y * width + x, width));
            }
        }
    }
}

/// Variance of the gradient in a block, as an energy: a slope that runs through it adds nothing.
#[inline(always)]
fn block(pixels: &[u8], at: usize, width: usize) -> f32 {
    let (mut squares, mut p_sum, mut q_sum) = (0i32, 0i32, 0i32);
    for y in 0..BLOCK {
        let above = &pixels[at + y * width..][..BLOCK + 1];
        let below = &pixels[at + (y + 1) * width..][..BLOCK + 1];
        let (a, b) = (&above[..BLOCK], &above[1..]);
        let (c, d) = (&below[..BLOCK], &below[1..]);
        for i in 0..BLOCK {
            let p = i16::from(d[i]) - i16::from(a[i]);
            let q = i16::from(b[i]) - i16::from(c[i]);
            squares += i32::from(p) * i32::from(p) + i32::from(q) * i32::from(q);
            p_sum += i32::from(p);
            q_sum += i32::from(q);
        }
    }
    let count = (BLOCK * BLOCK) as f32;
    let (p_mean, q_mean) = (p_sum as f32 / count, q_sum as f32 / count);
    2.0 * (squares as f32 / count - p_mean * p_mean - q_mean * q_mean)
}

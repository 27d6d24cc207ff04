//! Photoshop documents of one colour, written as the specification says.

pub const WIDTH: u32 = 200;
pub const HEIGHT: u32 = 120;

/// A document before it is written.
pub struct Document {
    pub mode: u16,
    pub depth: u16,
    /// One sample of each channel, big-endian; of a bitmap eight pixels.
    pub samples: Vec<Vec<u8>>,
    pub packed: bool,
    pub big: bool,
    pub table: Vec<u8>,
    pub resources: Vec<(u16, Vec<u8>)>,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            mode: 3,
            depth: 8,
            samples: vec![vec![200], vec![100], vec![50]],
            packed: false,
            big: false,
            table: Vec::new(),
            resources: Vec::new(),
        }
    }
}

impl Document {
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"8BPS".to_vec();
        out.extend(if self.big { [0, 2] } else { [0, 1] });
        out.extend([0; 6]);
        out.extend((self.samples.len() as u16).to_be_bytes());
        out.extend(HEIGHT.to_be_bytes());
        out.extend(WIDTH.to_be_bytes());
        out.extend(self.depth.to_be_bytes());
        out.extend(self.mode.to_be_bytes());
        section(&mut out, &self.table, false);
        let mut resources = Vec::new();
        for (id, body) in &self.resources {
            resources.extend(b"8BIM");
            resources.extend(id.to_be_bytes());
            resources.extend([0, 0]);
            resources.extend((body.len() as u32).to_be_bytes());
            resources.extend(body);
            if body.len() % 2 == 1 {
                resources.push(0);
            }
        }
        section(&mut out, &resources, false);
        section(&mut out, b"layers that nobody reads", self.big);
        self.picture(&mut out);
        out
    }

    fn picture(&self, out: &mut Vec<u8>) {
        let row_bytes = (WIDTH as usize * usize::from(self.depth)).div_ceil(8);
        let row = |sample: &[u8]| sample.iter().copied().cycle().take(row_bytes).collect::<Vec<u8>>();
        out.extend(if self.packed { [0, 1] } else { [0, 0] });
        let rows: Vec<Vec<u8>> =
            self.samples.iter().map(|s| row(s)).map(|r| if self.packed { packed(&r) } else { r }).collect();
        if self.packed {
            for row in &rows {
                for _ in 0..HEIGHT {
                    if self.big {
                        out.extend((row.len() as u32).to_be_bytes());
                    } else {
                        out.extend((row.len() as u16).to_be_bytes());
                    }
                }
            }
        }
        for row in &rows {
            for _ in 0..HEIGHT {
                out.extend(row);
            }
        }
    }
}

fn section(out: &mut Vec<u8>, body: &[u8], long: bool) {
    if long {
        out.extend((body.len() as u64).to_be_bytes());
    } else {
        out.extend((body.len() as u32).to_be_bytes());
    }
    out.extend(body);
}

/// PackBits: runs of equal bytes, and single bytes as they are.
fn packed(row: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = row;
    while let Some(&first) = rest.first() {
        let run = rest.iter().take(128).take_while(|byte| **byte == first).count();
        if run > 1 {
            out.extend([(257 - run) as u8, first]);
        } else {
            out.extend([0, first]);
        }
        rest = &rest[run..];
    }
    out
}

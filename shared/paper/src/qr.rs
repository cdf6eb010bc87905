//! The QR code: made by `qrcode`, except that its mask is chosen on words of 64 modules instead of one by one, which
//! takes a fifth of the time. The rules are those of ISO/IEC 18004, 7.8.3: fewest penalty points win.

use super::DrawError;
use super::page::Mark;
use super::shape::{Frame, Ink, Path};
use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec::construct_codewords;
use qrcode::{Color, EcLevel};

/// Fifteen per cent of the symbol may be damaged.
const LEVEL: EcLevel = EcLevel::M;

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// The modules of a symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Modules across and down.
    pub side: usize,
    modules: Vec<Color>,
}

impl Symbol {
    /// The symbol of a link.
    ///
    /// # Errors
    /// When the link is longer than a symbol can hold.
    pub fn of(link: &str) -> Result<Self, DrawError> {
        let bits = encode_auto(link.as_bytes(), LEVEL).map_err(DrawError::Qr)?;
        let version = bits.version();
        let (data, correction) =
            construct_codewords(&bits.into_bytes(), version, LEVEL).map_err(DrawError::Qr)?;
        let mut canvas = Canvas::new(version, LEVEL);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        let side = usize::from(version.width().unsigned_abs());
        if side > 62 {
            // Wider than a word: only links of over two hundred characters.
            return Ok(Self { side, modules: canvas.apply_best_mask().into_colors() });
        }
        let masked = MASKS.map(|mask| {
            let mut canvas = canvas.clone();
            canvas.apply_mask(mask);
            Self { side, modules: canvas.into_colors() }
        });
        masked.into_iter().min_by_key(Self::penalty).ok_or(DrawError::Missing("a QR code"))
    }

    /// Whether a module is dark.
    pub fn dark(&self, column: usize, row: usize) -> bool {
        self.modules.get(row * self.side + column) == Some(&Color::Dark)
    }

    /// The symbol in a frame, on white with four modules around it (ISO/IEC 18004, 5.3.8).
    pub fn marks(&self, frame: Frame) -> [Mark; 2] {
        let module = frame.width / self.side as f32;
        let square = |column: usize, row: usize| {
            let (x, y) = (frame.x + column as f32 * module, frame.top() - (row + 1) as f32 * module);
            Frame { x, y, width: module, height: module }.path()
        };
        let all = (0..self.side).flat_map(|row| (0..self.side).map(move |column| (column, row)));
        let dark = all.filter(|&(column, row)| self.dark(column, row));
        let dark = dark.fold(Path::default(), |path, (column, row)| path.and(square(column, row)));
        let quiet = 4.0 * module;
        let (width, height) = (frame.width + 2.0 * quiet, frame.height + 2.0 * quiet);
        let ground = Frame { x: frame.x - quiet, y: frame.y - quiet, width, height };
        [Mark::Fill { path: ground.path(), ink: Ink::WHITE }, Mark::Fill { path: dark, ink: Ink(0, 0, 0) }]
    }

    /// Penalty points of a symbol of at most 62 modules across.
    fn penalty(&self) -> u32 {
        let word = |cells: &mut dyn Iterator<Item = bool>| {
            cells.enumerate().fold(0_u64, |word, (i, dark)| word | u64::from(dark) << i)
        };
        let rows: Vec<u64> =
            (0..self.side).map(|y| word(&mut (0..self.side).map(|x| self.dark(x, y)))).collect();
        let columns: Vec<u64> =
            (0..self.side).map(|x| word(&mut (0..self.side).map(|y| self.dark(x, y)))).collect();
        let whole = (1_u64 << self.side) - 1;
        let lines: u32 =
            rows.iter().chain(&columns).map(|&line| runs(line, whole) + finders(line, self.side)).sum();
        let blocks: u32 = rows.windows(2).map(|pair| squares(pair[0], pair[1], whole)).sum();
        let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
        let all = u32::try_from(self.side * self.side).unwrap_or(u32::MAX);
        lines + 3 * blocks + 10 * (dark * 20).abs_diff(all * 10) / all
    }
}

/// Runs of one colour: three points for five modules, one more for each further.
fn runs(line: u64, whole: u64) -> u32 {
    let of = |bits: u64| {
        let fives = bits & bits >> 1 & bits >> 2 & bits >> 3 & bits >> 4;
        fives.count_ones() + 2 * (fives & !(fives << 1)).count_ones()
    };
    of(line) + of(!line & whole)
}

/// What looks like a finder pattern with four light modules beside it, outside of the symbol included: forty points.
fn finders(line: u64, side: usize) -> u32 {
    const PATTERN: [bool; 7] = [true, false, true, true, true, false, true];
    let (padded, positions) = (u128::from(line) << 4, side - 6);
    let at = |offset: usize, dark: bool| if dark { padded >> offset } else { !(padded >> offset) };
    let core = PATTERN.iter().enumerate().fold(u128::MAX, |found, (i, &dark)| found & at(4 + i, dark));
    let light = |from: usize| (from..from + 4).fold(u128::MAX, |found, i| found & at(i, false));
    let within = (1_u128 << positions) - 1;
    40 * (core & (light(0) | light(11)) & within).count_ones()
}

/// Squares of two by two modules of one colour.
fn squares(upper: u64, lower: u64, whole: u64) -> u32 {
    let (same, across) = (!(upper ^ lower), !(upper ^ upper >> 1));
    (same & same >> 1 & across & whole >> 1).count_ones()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_count_as_the_standard_says() {
        assert_eq!(runs(0b11111, 0b11111), 3);
        assert_eq!(runs(0b111_1111, 0b111_1111), 5);
        assert_eq!(runs(0b11110, 0b11111), 0);
        assert_eq!(runs(0, 0b11_1111), 4);
    }

    #[test]
    fn a_finder_counts_beside_four_light_modules_or_the_edge() {
        assert_eq!(finders(0b101_1101, 7), 40);
        assert_eq!(finders(0b1011101 << 4, 16), 40);
        assert_eq!(finders(0b1_1011_1011 << 2, 13), 0);
    }

    #[test]
    fn squares_are_counted_wherever_four_modules_agree() {
        assert_eq!(squares(0b111, 0b111, 0b111), 2);
        assert_eq!(squares(0b000, 0b000, 0b111), 2);
        assert_eq!(squares(0b101, 0b101, 0b111), 0);
    }

    #[test]
    fn every_link_length_is_decoded_as_it_was() {
        for length in [1, 20, 45, 60, 90, 150, 250, 400] {
            let link = format!("https://selo.example/v/{}", "7Q2K".repeat(length).split_at(length).0);
            let symbol = Symbol::of(&link).expect("a symbol");
            let side = symbol.side + 8;
            let dark = |x: usize, y: usize| {
                x >= 4 && y >= 4 && x < side - 4 && y < side - 4 && symbol.dark(x - 4, y - 4)
            };
            let grid = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, |x, y| {
                if dark(x / 4, y / 4) { 0 } else { 255 }
            });
            let mut grid = grid;
            let found = grid.detect_grids();
            let (_, text) = found.first().expect("a QR code").decode().expect("decoded");
            assert_eq!(text, link);
        }
    }
}

//! Workload and colour of an event.

use super::duration;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A length of study in minutes, printed as `40 horas` or `1 hora e 30 minutos`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Workload(u32);

/// A text that is no workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a number of hours between 1 minute and 10 000 hours")]
pub struct NotAWorkload;

impl Workload {
    /// Reads `40`, `40h`, `40 horas-aula`, `1,5`, `1:30`, `1h30`, `20 horas e 30 minutos`, `90 min`: hours, with minutes or
    /// a decimal part.
    ///
    /// # Errors
    /// When it is none of these, or not between one minute and 10,000 hours.
    pub fn parse(typed: &str) -> Result<Self, NotAWorkload> {
        duration::minutes(typed).ok_or(NotAWorkload).and_then(Self::of_minutes)
    }

    /// So many minutes.
    ///
    /// # Errors
    /// When they are not between one minute and 10,000 hours.
    pub fn of_minutes(minutes: u32) -> Result<Self, NotAWorkload> {
        if (1..=600_000).contains(&minutes) { Ok(Self(minutes)) } else { Err(NotAWorkload) }
    }

    /// The length in minutes.
    pub fn minutes(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = |n: u32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let (hours, minutes) = (self.0 / 60, self.0 % 60);
        match (hours, minutes) {
            (0, m) => f.write_str(&unit(m, "minuto", "minutos")),
            (h, 0) => f.write_str(&unit(h, "hora", "horas")),
            (h, m) => write!(f, "{} e {}", unit(h, "hora", "horas"), unit(m, "minuto", "minutos")),
        }
    }
}

/// The event's colour, dark enough to carry white text and to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

/// A text that is no colour, or one too light for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a colour as #1b3a5c, or lighter than 4.5 : 1 against white")]
pub struct NotAColour;

impl Colour {
    /// The house's ink green, for events that choose none.
    pub const INK: Self = Self { red: 0x12, green: 0x3f, blue: 0x3a };

    /// Reads `#1b3a5c`.
    ///
    /// # Errors
    /// When it is no colour, or its contrast with white is below 4.5 : 1 (WCAG 2.2, 1.4.3).
    pub fn parse(typed: &str) -> Result<Self, NotAColour> {
        Self::any(typed).filter(|colour| colour.is_dark_enough()).ok_or(NotAColour)
    }

    /// The lightest colour of the same hue and saturation that is dark enough, for whoever typed a lighter one; the colour
    /// itself when it is dark enough, and none when it is no colour.
    pub fn darkened(typed: &str) -> Option<Self> {
        let colour = Self::any(typed)?;
        let most = colour.red.max(colour.green).max(colour.blue).max(1);
        let scaled = |to: u8| {
            let of = |byte: u8| u8::try_from(u16::from(byte) * u16::from(to) / u16::from(most)).unwrap_or(to);
            Self { red: of(colour.red), green: of(colour.green), blue: of(colour.blue) }
        };
        (0..=most).rev().map(scaled).find(|colour| colour.is_dark_enough())
    }

    /// A colour of any lightness.
    fn any(typed: &str) -> Option<Self> {
        let hex = typed.trim().trim_start_matches('#');
        if hex.len() != 6 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Self { red: byte(0)?, green: byte(2)?, blue: byte(4)? })
    }

    /// Whether its contrast with white is at least 4.5 : 1.
    fn is_dark_enough(self) -> bool {
        1.05 / (self.luminance() + 0.05) >= 4.5
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, definition of "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Colour {
    type Error = NotAColour;
    fn try_from(value: String) -> Result<Self, NotAColour> {
        Self::parse(&value)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workloads_are_read_as_people_write_them() {
        for (typed, printed) in [
            ("40", "40 horas"),
            ("1h", "1 hora"),
            ("40 horas", "40 horas"),
            ("1,5", "1 hora e 30 minutos"),
            ("1h30", "1 hora e 30 minutos"),
            ("0:45", "45 minutos"),
            ("2:00", "2 horas"),
            ("60 h/a", "60 horas"),
            ("60 horas-aula", "60 horas"),
            ("12 horas/aula", "12 horas"),
            ("60hrs", "60 horas"),
            ("8,0 h", "8 horas"),
            ("1,5h", "1 hora e 30 minutos"),
            ("45 min", "45 minutos"),
            ("75 minutos", "1 hora e 15 minutos"),
            ("8 horas e 15 minutos", "8 horas e 15 minutos"),
            ("2h 05m", "2 horas e 5 minutos"),
            ("3h30min", "3 horas e 30 minutos"),
            ("CH: 30h", "30 horas"),
            ("1 hora", "1 hora"),
        ] {
            assert_eq!(Workload::parse(typed).map(|w| w.to_string()), Ok(printed.into()), "{typed}");
        }
        for wrong in [
            "",
            "0",
            "-3",
            "quarenta",
            "1:75",
            "999999999",
            "40 dias",
            "h",
            "1h30h",
            "30 min 2",
            "1,5 min",
            "1.200",
            "10 a 12",
            "1,5h30",
            "4 horas por dia",
        ] {
            assert!(Workload::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_light_colour_is_refused() {
        assert_eq!(Colour::parse("#1B3A5C").map(|c| c.to_string()), Ok("#1b3a5c".into()));
        assert!(Colour::parse("#ffee00").is_err());
        assert!(Colour::parse("azul").is_err());
        assert!(Colour::parse("#+1b3a5").is_err());
    }

    #[test]
    fn a_light_colour_has_a_dark_neighbour_of_its_hue() {
        let darkened = |typed| Colour::darkened(typed).map(|colour| colour.to_string());
        assert_eq!(darkened(" 1B3A5C"), Some("#1b3a5c".into()), "dark enough as it is");
        assert_eq!(darkened("#ff0000").as_deref(), Some("#ee0000"));
        assert_eq!(darkened("#ffffff").as_deref(), Some("#767676"));
        assert_eq!(darkened("azul"), None);
        for typed in ["#ffee00", "#00ff00", "#87ceeb", "#ff69b4", "#fffffe", "#010101", "#000000"] {
            let dark = Colour::darkened(typed).expect("a colour");
            assert_eq!(Colour::parse(&dark.to_string()), Ok(dark), "{typed} becomes {dark}, which is taken");
            let light = Colour::any(typed).expect("a colour");
            let share =
                |c: Colour, byte: u8| f32::from(byte) / f32::from(c.red.max(c.green).max(c.blue).max(1));
            for (a, b) in [(light.red, dark.red), (light.green, dark.green), (light.blue, dark.blue)] {
                assert!(
                    (share(light, a) - share(dark, b)).abs() < 0.02,
                    "{typed} becomes {dark}: the hue stays"
                );
            }
        }
    }
}

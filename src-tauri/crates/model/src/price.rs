//! What a model server asks for its work.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Millionths in one.
const MICROS: f64 = 1_000_000.0;
/// More for a million tokens is a slip of the hand.
const MOST: f64 = 1_000_000.0;
/// Characters of a currency's sign or code.
const LONGEST_CURRENCY: usize = 8;

/// A server's price list: so much for a million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// For a million tokens that are sent to it, in millionths of the currency.
    asked_micros: u64,
    /// For a million tokens that it answers, in millionths of the currency.
    answered_micros: u64,
    /// A sign or a code: `$`, `EUR`.
    currency: String,
}

/// Why something is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPrice;

impl fmt::Display for NotAPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a price is what a million tokens cost, asked and answered, such as 0.15/0.60 or \"0.15/0.60 EUR\"",
        )
    }
}

impl std::error::Error for NotAPrice {}

impl Price {
    /// So much of a currency for a million tokens sent, and so much for a million answered. An empty currency is `$`.
    ///
    /// # Errors
    /// [`NotAPrice`] for what is negative, no number or absurdly high, and for a currency of over 8 characters.
    pub fn new(asked: f64, answered: f64, currency: &str) -> Result<Self, NotAPrice> {
        let currency = currency.trim();
        let sound = |amount: f64| (0.0..=MOST).contains(&amount);
        if !sound(asked) || !sound(answered) || currency.chars().count() > LONGEST_CURRENCY {
            return Err(NotAPrice);
        }
        // In range, so the casts are exact to the millionth.
        let micros = |amount: f64| (amount * MICROS).round() as u64;
        Ok(Self {
            asked_micros: micros(asked),
            answered_micros: micros(answered),
            currency: if currency.is_empty() { "$" } else { currency }.to_owned(),
        })
    }

    /// For a million tokens sent.
    #[must_use]
    pub fn asked(&self) -> f64 {
        self.asked_micros as f64 / MICROS
    }

    /// For a million tokens answered.
    #[must_use]
    pub fn answered(&self) -> f64 {
        self.answered_micros as f64 / MICROS
    }

    /// A sign or a code.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// What so many tokens cost.
    #[must_use]
    pub fn cost(&self, prompt_tokens: i64, answer_tokens: i64) -> f64 {
        (self.asked() * prompt_tokens as f64 + self.answered() * answer_tokens as f64) / 1_000_000.0
    }
}

impl FromStr for Price {
    type Err = NotAPrice;

    /// `0.15/0.60`, or with a currency behind it.
    fn from_str(text: &str) -> Result<Self, NotAPrice> {
        let (asked, rest) = text.trim().split_once('/').ok_or(NotAPrice)?;
        let (answered, currency) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| NotAPrice);
        Self::new(number(asked)?, number(answered)?, currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_and_multiplied() {
        let price: Price = "0.15/0.60 EUR".parse().expect("a price");
        assert_eq!((price.asked(), price.answered(), price.currency()), (0.15, 0.6, "EUR"));
        assert!((price.cost(2_000_000, 500_000) - 0.6).abs() < 1e-9);
        assert_eq!("1/2".parse::<Price>().expect("a price").currency(), "$");
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in ["", "1", "1/", "-1/2", "1/nan", "1/inf", "x/y", "1/2 dollars and cents", "9999999/1"] {
            assert_eq!(text.parse::<Price>(), Err(NotAPrice), "{text:?}");
        }
    }
}

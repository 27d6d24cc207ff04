//! What is known about a photo without looking at what it shows, and what that means.

use pothos_model::{Colour, Language, PhotoFacts, Place, Quality};

use crate::claim::{Claim, Claims};
use crate::locality::Locality;
use crate::moment::Moment;
use crate::term::{Term, Topic};
use crate::{colour, daytime, device, distance, exposure, frame, lens, scene, tone};

/// All that is known about a photo without looking at what it shows.
#[derive(Debug, Clone, Copy)]
pub struct BasicInput<'a> {
    /// What the file says.
    pub facts: &'a PhotoFacts,
    /// Where it was taken, by the gazetteer.
    pub place: Option<&'a Place>,
    /// The measured figures.
    pub quality: &'a Quality,
    /// The dominant colours, the largest first.
    pub colours: &'a [Colour],
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// The file's name as shown.
    pub display_name: &'a str,
    /// The language to write in.
    pub language: Language,
}

/// What the facts mean, worked out once for all four kinds of words.
pub(crate) struct Known<'a> {
    pub input: &'a BasicInput<'a>,
    pub moment: Option<Moment>,
    pub locality: Option<Locality>,
    /// The most telling first, each term once.
    pub claims: Vec<Claim>,
    /// Names and shares in per cent; none for a picture without colour.
    pub colours: Vec<(&'static str, u32)>,
    /// Maker and model as people say them.
    pub camera: Option<String>,
}

impl<'a> Known<'a> {
    pub fn of(input: &'a BasicInput<'a>) -> Self {
        let facts = input.facts;
        let mut claims = Claims::new(input.language);
        device::claims(facts, input.display_name, &mut claims);
        let copied = [Term::Scan, Term::FilmScan, Term::Screenshot].into_iter().any(|term| claims.has(term));
        let moment = facts
            .taken
            .and_then(|taken| if copied { Moment::date_of(taken) } else { Moment::of(taken, facts.gps) });
        if let Some(moment) = &moment {
            daytime::claims(moment, facts.gps.map(|gps| gps.latitude), &mut claims);
        }
        let sky = moment.as_ref().and_then(|moment| moment.sky.as_ref());
        distance::claims(&facts.scene, &facts.exposure, &mut claims);
        exposure::claims(&facts.exposure, &mut claims);
        lens::claims(facts.camera.lens.as_deref().unwrap_or_default(), &mut claims);
        scene::claims(&facts.scene, facts.exposure.flash, facts.gps, moment.as_ref(), &mut claims);
        // What shines on a screen or lies on a scanner's glass has no key.
        if !claims.has(Term::Screenshot) {
            tone::claims(input.quality, &facts.exposure, sky, &mut claims);
        }
        frame::claims(input.width, input.height, facts.scene.panorama, &mut claims);
        let colourless = claims.has(Term::BlackAndWhite) || claims.has(Term::Monochrome);
        let mut claims = claims.found;
        claims.sort_by_key(|claim| claim.term.rank());
        Self {
            input,
            locality: input.place.and_then(|place| Locality::of(place, facts.gps, input.language)),
            colours: if colourless { Vec::new() } else { colour::shares(input.colours, 12, input.language) },
            camera: device::name(facts),
            moment,
            claims,
        }
    }

    pub fn has(&self, term: Term) -> bool {
        self.claims.iter().any(|claim| claim.term == term)
    }

    /// The terms of a topic, the most telling first.
    pub fn terms(&self, topic: Topic) -> impl Iterator<Item = Term> + '_ {
        self.claims.iter().map(|claim| claim.term).filter(move |term| term.topic() == topic)
    }
}

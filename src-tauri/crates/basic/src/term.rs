//! The vocabulary: everything the analyser can claim, and how telling each claim is. Knows no facts and no language.

/// A season of the temperate zones, by the meteorological calendar: whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayPart {
    EarlyMorning,
    Morning,
    Midday,
    Afternoon,
    EarlyEvening,
    Evening,
    LateEvening,
    Night,
}

/// Where the sun stood, by the names that photographers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SunWord {
    MidnightSun,
    PolarNight,
    GoldenHour,
    BlueHour,
    AroundSunrise,
    AroundSunset,
    Dawn,
    Dusk,
    BeforeDawn,
    AfterDark,
    MiddaySun,
}

/// Something that can be said of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Term {
    Season(Season),
    Part(DayPart),
    Sun(SunWord),
    Daylight,
    CloudyLight,
    OpenShade,
    TungstenLight,
    FluorescentLight,
    Flash,
    PortraitMode,
    LandscapeMode,
    NightMode,
    SportsMode,
    Macro,
    CloseUp,
    MacroRange,
    CloseRange,
    DistantView,
    LongExposure,
    FastShutter,
    HighIso,
    ShallowDepthOfField,
    WideAperture,
    UltraWideAngle,
    WideAngle,
    ShortTelephoto,
    Telephoto,
    SuperTelephoto,
    MacroLens,
    FisheyeLens,
    TiltShiftLens,
    BlackAndWhite,
    Monochrome,
    HighKey,
    LowKey,
    Silhouette,
    Panorama,
    PanoramicFormat,
    HorizontalFormat,
    VerticalFormat,
    SquareFormat,
    Burst,
    MotionPhoto,
    Drone,
    ActionCamera,
    PhoneCamera,
    FilmScan,
    Scan,
    Screenshot,
    HighAltitude,
    InFlight,
}

/// What kind of thing a term speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Season, part of the day, the sun.
    Time,
    /// How it was taken and how it looks: belongs into the description of the picture.
    Technique,
    /// The outline of the frame.
    Frame,
    /// What took it, and where it was.
    Circumstance,
}

impl Term {
    /// What it speaks of.
    pub fn topic(self) -> Topic {
        use Term as T;
        match self {
            T::Season(_) | T::Part(_) | T::Sun(_) => Topic::Time,
            T::HorizontalFormat | T::VerticalFormat | T::SquareFormat | T::PanoramicFormat | T::Panorama => {
                Topic::Frame
            }
            T::Drone
            | T::ActionCamera
            | T::PhoneCamera
            | T::FilmScan
            | T::Scan
            | T::Screenshot
            | T::HighAltitude
            | T::InFlight
            | T::Burst
            | T::MotionPhoto
            | T::PortraitMode
            | T::LandscapeMode
            | T::NightMode
            | T::SportsMode => Topic::Circumstance,
            T::Daylight
            | T::CloudyLight
            | T::OpenShade
            | T::TungstenLight
            | T::FluorescentLight
            | T::Flash
            | T::Macro
            | T::CloseUp
            | T::MacroRange
            | T::CloseRange
            | T::DistantView
            | T::LongExposure
            | T::FastShutter
            | T::HighIso
            | T::ShallowDepthOfField
            | T::WideAperture
            | T::UltraWideAngle
            | T::WideAngle
            | T::ShortTelephoto
            | T::Telephoto
            | T::SuperTelephoto
            | T::MacroLens
            | T::FisheyeLens
            | T::TiltShiftLens
            | T::BlackAndWhite
            | T::Monochrome
            | T::HighKey
            | T::LowKey
            | T::Silhouette => Topic::Technique,
        }
    }

    /// How telling it is as a tag; the smallest comes first, because the tenth tag is the last.
    pub fn rank(self) -> u8 {
        use SunWord as S;
        use Term as T;
        match self {
            T::Screenshot => 0,
            T::Sun(S::MidnightSun | S::PolarNight) => 1,
            T::Drone | T::FilmScan | T::Scan => 2,
            T::Panorama | T::Silhouette => 3,
            T::Macro | T::LongExposure | T::BlackAndWhite => 4,
            T::Season(_) => 5,
            T::Sun(S::GoldenHour | S::BlueHour) => 6,
            T::Sun(S::AroundSunrise | S::AroundSunset) => 7,
            T::Part(_) => 8,
            T::CloseUp | T::FisheyeLens | T::TiltShiftLens => 9,
            T::Monochrome | T::HighKey | T::LowKey => 10,
            T::Sun(S::Dawn | S::Dusk | S::BeforeDawn | S::AfterDark | S::MiddaySun) => 11,
            T::ActionCamera | T::InFlight | T::HighAltitude => 12,
            T::ShallowDepthOfField | T::Flash | T::Burst | T::MotionPhoto => 13,
            T::UltraWideAngle | T::SuperTelephoto | T::Telephoto => 14,
            T::PanoramicFormat | T::SquareFormat => 15,
            T::MacroRange | T::DistantView => 16,
            T::WideAngle | T::ShortTelephoto | T::MacroLens => 17,
            T::Daylight | T::CloudyLight | T::OpenShade | T::TungstenLight | T::FluorescentLight => 18,
            T::NightMode | T::PortraitMode | T::LandscapeMode | T::SportsMode => 19,
            T::HighIso | T::FastShutter | T::WideAperture | T::CloseRange => 20,
            T::PhoneCamera => 21,
            T::HorizontalFormat | T::VerticalFormat => 22,
        }
    }

    /// Whether it is a broad shelf, and not only a keyword.
    pub fn is_shelf(self) -> bool {
        use Term as T;
        matches!(
            self,
            T::Season(_)
                | T::Part(_)
                | T::Sun(SunWord::MidnightSun | SunWord::PolarNight)
                | T::LongExposure
                | T::Macro
                | T::CloseUp
                | T::BlackAndWhite
                | T::Monochrome
                | T::Silhouette
                | T::Drone
                | T::ActionCamera
                | T::FilmScan
                | T::Scan
                | T::Screenshot
                | T::InFlight
                | T::Burst
        ) || self.topic() == Topic::Frame
    }
}

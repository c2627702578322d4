//! The colours that a person has chosen.

named! {
    /// Light or dark, or what the system says.
    #[derive(Default)]
    pub enum Theme: "theme" {
        /// As the operating system or browser is set.
        #[default]
        System = "system",
        /// Dark ink on a light ground.
        Light = "light",
        /// Light ink on a dark ground.
        Dark = "dark",
    }
}

impl Theme {
    /// The theme as pages show it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The value of `data-theme` on a page's root element; without one, the page follows the system.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light | Self::Dark => Some(self.as_str()),
        }
    }
}

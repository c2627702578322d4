//! The icons in use and their shapes, from lucide-static 1.62.0 (licence: ISC).
//!
//! Written by `npm run icons`; to use another one, name it in `scripts/icons/build.js`.

/// An icon by the name that Lucide gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// Lucide's "calendar-clock".
    CalendarClock,
    /// Lucide's "check".
    Check,
    /// Lucide's "chevron-down".
    ChevronDown,
    /// Lucide's "chevron-left".
    ChevronLeft,
    /// Lucide's "chevron-right".
    ChevronRight,
    /// Lucide's "chevrons-up-down".
    ChevronsUpDown,
    /// Lucide's "cloud-alert".
    CloudAlert,
    /// Lucide's "heart-pulse".
    HeartPulse,
    /// Lucide's "inbox".
    Inbox,
    /// Lucide's "info".
    Info,
    /// Lucide's "keyboard".
    Keyboard,
    /// Lucide's "layout-dashboard".
    LayoutDashboard,
    /// Lucide's "log-out".
    LogOut,
    /// Lucide's "menu".
    Menu,
    /// Lucide's "message-circle".
    MessageCircle,
    /// Lucide's "monitor".
    Monitor,
    /// Lucide's "moon".
    Moon,
    /// Lucide's "refresh-cw".
    RefreshCw,
    /// Lucide's "rotate-cw".
    RotateCw,
    /// Lucide's "search".
    Search,
    /// Lucide's "search-x".
    SearchX,
    /// Lucide's "server".
    Server,
    /// Lucide's "settings".
    Settings,
    /// Lucide's "sun".
    Sun,
    /// Lucide's "table-2".
    Table2,
    /// Lucide's "triangle-alert".
    TriangleAlert,
    /// Lucide's "x".
    X,
}

impl IconName {
    /// The elements inside its 24 by 24 `svg`.
    #[rustfmt::skip]
    pub(super) const fn shape(self) -> &'static str {
        match self {
            Self::CalendarClock => "<path d='M16 14v2.2l1.6 1'/><path d='M16 2v3'/><path d='M21 7.338V5a2 2 0 00-2-2H5a2 2 0 00-2 2v14a2 2 0 002 2h2.338'/><path d='M3 9h5.859'/><path d='M8 2v3'/><circle cx='16' cy='16' r='6'/>",
            Self::Check => "<path d='M20 6 9 17l-5-5'/>",
            Self::ChevronDown => "<path d='m6 9 6 6 6-6'/>",
            Self::ChevronLeft => "<path d='m15 18-6-6 6-6'/>",
            Self::ChevronRight => "<path d='m9 18 6-6-6-6'/>",
            Self::ChevronsUpDown => "<path d='m7 15 5 5 5-5'/><path d='m7 9 5-5 5 5'/>",
            Self::CloudAlert => "<path d='M12 12v4'/><path d='M12 20h.01'/><path d='M8.128 16.949A7 7 0 1 1 15.71 8h1.79a1 1 0 0 1 0 9h-1.642'/>",
            Self::HeartPulse => "<path d='M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5'/><path d='M3.22 13H9.5l.5-1 2 4.5 2-7 1.5 3.5h5.27'/>",
            Self::Inbox => "<polyline points='22 12 16 12 14 15 10 15 8 12 2 12'/><path d='M5.45 5.11 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.45-6.89A2 2 0 0 0 16.76 4H7.24a2 2 0 0 0-1.79 1.11z'/>",
            Self::Info => "<circle cx='12' cy='12' r='10'/><path d='M12 16v-4'/><path d='M12 8h.01'/>",
            Self::Keyboard => "<path d='M10 8h.01'/><path d='M12 12h.01'/><path d='M14 8h.01'/><path d='M16 12h.01'/><path d='M18 8h.01'/><path d='M6 8h.01'/><path d='M7 16h10'/><path d='M8 12h.01'/><rect width='20' height='16' x='2' y='4' rx='2'/>",
            Self::LayoutDashboard => "<rect width='7' height='9' x='3' y='3' rx='1'/><rect width='7' height='5' x='14' y='3' rx='1'/><rect width='7' height='9' x='14' y='12' rx='1'/><rect width='7' height='5' x='3' y='16' rx='1'/>",
            Self::LogOut => "<path d='m16 17 5-5-5-5'/><path d='M21 12H9'/><path d='M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4'/>",
            Self::Menu => "<path d='M4 5h16'/><path d='M4 12h16'/><path d='M4 19h16'/>",
            Self::MessageCircle => "<path d='M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719'/>",
            Self::Monitor => "<rect width='20' height='14' x='2' y='3' rx='2'/><line x1='8' x2='16' y1='21' y2='21'/><line x1='12' x2='12' y1='17' y2='21'/>",
            Self::Moon => "<path d='M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401'/>",
            Self::RefreshCw => "<path d='M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8'/><path d='M21 3v5h-5'/><path d='M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16'/><path d='M8 16H3v5'/>",
            Self::RotateCw => "<path d='M21 12a9 9 0 1 1-9-9c2.52 0 4.93 1 6.74 2.74L21 8'/><path d='M21 3v5h-5'/>",
            Self::Search => "<path d='m21 21-4.34-4.34'/><circle cx='11' cy='11' r='8'/>",
            Self::SearchX => "<path d='m13.5 8.5-5 5'/><path d='m8.5 8.5 5 5'/><circle cx='11' cy='11' r='8'/><path d='m21 21-4.3-4.3'/>",
            Self::Server => "<rect width='20' height='8' x='2' y='2' rx='2' ry='2'/><rect width='20' height='8' x='2' y='14' rx='2' ry='2'/><line x1='6' x2='6.01' y1='6' y2='6'/><line x1='6' x2='6.01' y1='18' y2='18'/>",
            Self::Settings => "<path d='M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915'/><circle cx='12' cy='12' r='3'/>",
            Self::Sun => "<circle cx='12' cy='12' r='4'/><path d='M12 2v2'/><path d='M12 20v2'/><path d='m4.93 4.93 1.41 1.41'/><path d='m17.66 17.66 1.41 1.41'/><path d='M2 12h2'/><path d='M20 12h2'/><path d='m6.34 17.66-1.41 1.41'/><path d='m19.07 4.93-1.41 1.41'/>",
            Self::Table2 => "<path d='M3 9h18'/><path d='M9 3v18'/><rect x='3' y='3' width='18' height='18' rx='2'/>",
            Self::TriangleAlert => "<path d='m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3'/><path d='M12 9v4'/><path d='M12 17h.01'/>",
            Self::X => "<path d='M18 6 6 18'/><path d='m6 6 12 12'/>",
        }
    }
}

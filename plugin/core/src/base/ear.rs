//! Two ears, and the only spelling of left and right.

use std::ops::{Index, IndexMut};

/// One of the listener's two ears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ear {
    /// The left ear.
    Left,
    /// The right ear.
    Right,
}

impl Ear {
    /// Both ears, left first.
    pub const BOTH: [Self; 2] = [Self::Left, Self::Right];

    /// The other ear.
    pub const fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// One value per ear, indexed by [`Ear`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerEar<T>([T; 2]);

impl<T> PerEar<T> {
    /// A value for each ear, from what `make` returns for it.
    pub fn from_fn(mut make: impl FnMut(Ear) -> T) -> Self {
        Self(Ear::BOTH.map(&mut make))
    }

    /// The same value for both ears.
    pub fn same(value: T) -> Self
    where
        T: Copy,
    {
        Self([value; 2])
    }

    /// A new value per ear, from what `change` makes of the old one.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> PerEar<U> {
        PerEar(self.0.map(change))
    }

    /// What each ear has, left first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    /// What each ear has, left first, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut()
    }

    /// The ears exchanged.
    pub fn swapped(self) -> Self {
        let [a, b] = self.0;
        Self([b, a])
    }
}

impl PerEar<f32> {
    /// What each ear has of a balance between them: below 0 the left one, above 0 the right one, as much as it is.
    pub fn leaning(balance: f32) -> Self {
        Self([(-balance).max(0.0), balance.max(0.0)])
    }
}

impl<T> Index<Ear> for PerEar<T> {
    type Output = T;
    fn index(&self, ear: Ear) -> &T {
        match ear {
            Ear::Left => &self.0[0],
            Ear::Right => &self.0[1],
        }
    }
}

impl<T> IndexMut<Ear> for PerEar<T> {
    fn index_mut(&mut self, ear: Ear) -> &mut T {
        match ear {
            Ear::Left => &mut self.0[0],
            Ear::Right => &mut self.0[1],
        }
    }
}

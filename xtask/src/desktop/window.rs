//! A host's window on the display this process is on.

use anyhow::{Context, Result, anyhow};
use x11rb::connection::Connection;
use x11rb::image::{Image, PixelLayout};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConfigureWindowAux, ConnectionExt, CreateWindowAux, EventMask, PropMode, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT};

use super::hands::Hands;
use crate::host::Size;

/// Bits of a colour beyond the eight that a picture keeps.
const SURPLUS_BITS: u32 = 8;

/// What a person did to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// It has another size.
    Resized(Size),
    /// It is to be closed.
    Closed,
}

/// A window, shown.
pub struct Window {
    connection: RustConnection,
    screen: usize,
    id: u32,
    /// What a window manager says when somebody closes it.
    farewell: Atom,
    size: Size,
}

impl Window {
    /// Opens one at a place of the screen. Errors say that there is no X server, or what it refuses.
    pub fn open(title: &str, (x, y): (i16, i16), size: Size) -> Result<Self> {
        let (connection, screen) = x11rb::connect(None)
            .map_err(|error| anyhow!("there is no X server to open a window on (DISPLAY): {error}"))?;
        let id = connection.generate_id()?;
        let root = connection.setup().roots[screen].root;
        let (width, height) = narrow(size)?;
        let wishes = CreateWindowAux::new().event_mask(EventMask::STRUCTURE_NOTIFY);
        let class = WindowClass::INPUT_OUTPUT;
        let (depth, visual) = (COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT);
        connection.create_window(depth, id, root, x, y, width, height, 0, class, visual, &wishes)?;
        let atom = |name: &str| -> Result<Atom> {
            Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let (protocols, farewell) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        connection.change_property32(PropMode::REPLACE, id, protocols, AtomEnum::ATOM, &[farewell])?;
        let (name, text) = (AtomEnum::WM_NAME, AtomEnum::STRING);
        connection.change_property8(PropMode::REPLACE, id, name, text, title.as_bytes())?;
        connection.map_window(id)?.check()?;
        Ok(Self { connection, screen, id, farewell, size })
    }

    /// Its number, for what is to go into it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Gives it another size.
    pub fn resize(&mut self, size: Size) -> Result<()> {
        self.size = size;
        let aux = ConfigureWindowAux::new().width(size.0).height(size.1);
        Ok(self.connection.configure_window(self.id, &aux)?.check()?)
    }

    /// The next thing that happened to it, if anything did.
    pub fn poll(&mut self) -> Result<Option<Happening>> {
        while let Some(event) = self.connection.poll_for_event()? {
            match event {
                Event::ConfigureNotify(event) if event.window == self.id => {
                    let size = (event.width.into(), event.height.into());
                    if size != self.size {
                        self.size = size;
                        return Ok(Some(Happening::Resized(size)));
                    }
                }
                Event::ClientMessage(event) if event.data.as_data32()[0] == self.farewell => {
                    return Ok(Some(Happening::Closed));
                }
                Event::DestroyNotify(event) if event.window == self.id => return Ok(Some(Happening::Closed)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Hands that type and click at what was put into the window.
    pub fn hands(&self) -> Result<Hands<'_>> {
        Hands::new(&self.connection, self.connection.setup().roots[self.screen].root, self.content()?)
    }

    /// The window that was put into it.
    fn content(&self) -> Result<u32> {
        let inside = self.connection.query_tree(self.id)?.reply()?.children;
        inside.last().copied().context("nothing is in the window")
    }

    /// What the window that was put into it shows: its size, and a pixel after the other in red, green and blue.
    pub fn picture(&self) -> Result<(Size, Vec<u8>)> {
        let content = self.content()?;
        let place = self.connection.get_geometry(content)?.reply()?;
        let (image, visual) = Image::get(&self.connection, content, 0, 0, place.width, place.height)
            .context("the picture can't be taken: is the whole window on the screen?")?;
        let visuals =
            self.connection.setup().roots[self.screen].allowed_depths.iter().flat_map(|x| &x.visuals);
        let found = visuals.copied().find(|x| x.visual_id == visual).context("a window without a visual")?;
        let colours = PixelLayout::from_visual_type(found)?;
        let mut pixels = Vec::with_capacity(3 * usize::from(place.width) * usize::from(place.height));
        for y in 0..place.height {
            for x in 0..place.width {
                let (red, green, blue) = colours.decode(image.get_pixel(x, y));
                pixels.extend([red, green, blue].map(|x| (x >> SURPLUS_BITS) as u8));
            }
        }
        Ok(((place.width.into(), place.height.into()), pixels))
    }
}

/// A size as X has it.
fn narrow((width, height): Size) -> Result<(u16, u16)> {
    let side = |x: u32| u16::try_from(x).ok().filter(|x| *x > 0);
    side(width).zip(side(height)).with_context(|| format!("no window is {width}x{height}"))
}

//! Turns the master lists of `data/` into tables compiled into the library.

#[path = "build/codes.rs"]
mod codes;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    codes::generate()
}

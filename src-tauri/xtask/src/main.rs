//! The project's automation: `cargo xtask <command>`.
//!
//! Owns everything between a fresh checkout and an open window, and everything a change must
//! pass. Depends on next to nothing, because a newcomer waits for it to compile first.
//!
//! Start at [`main`]; each command is one module.
#![expect(clippy::print_stdout, reason = "this program talks to a person at a terminal")]

mod bench;
mod codegen;
mod dev;
mod dist;
mod look;
mod packages;
mod page;
mod run;
mod shell;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  run [--headless] [--release] [-- ARGS]  install what is missing, build everything and open the
                                          window; --headless starts `thinklink serve` instead
  test [--only A,B] [--skip A,B]          everything a change must pass; the steps are
                                          fmt, clippy, codegen, rust, ui, browser, window
  dev [--desktop]                         the page with hot reload beside a headless instance,
                                          or inside the window
  codegen [--check]                       rewrite (or compare) openapi.json and its TypeScript types
  bench [NAME…]                           run the benchmarks
  look [--theme light|dark]               every page, panel and dialog as a picture in target/look,
       [--language en|zh]                 in all combinations or those that are chosen; PART is of
       [--size 1280x800|1920x1080]        a picture's name
       [--only PART]
  dist                                    build the packages to give away

ARGS are handed to the program; `cargo xtask run -- --help` lists them.
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::run(&rest),
        "dev" => dev::run(&rest),
        "codegen" => codegen::run(&rest),
        "bench" => bench::run(&rest),
        "look" => look::run(&rest),
        "dist" => dist::run(&rest),
        "" | "help" | "-h" | "--help" => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(anyhow::anyhow!("there is no command `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

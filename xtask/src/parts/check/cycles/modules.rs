//! The modules of a crate, and the files that they are in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::Context;
use syn::{Attribute, Item, ItemMod, Lit, Meta, UseTree, Visibility};

/// A module's path from the crate's root.
pub(super) type ModulePath = Vec<String>;

/// All modules of a library or program.
#[derive(Default)]
pub(super) struct Modules {
    pub(super) files: Vec<File>,
    /// The file of each module. Inline modules are in the file of their parent.
    by_path: BTreeMap<ModulePath, usize>,
    /// The names that a module re-exports, and the paths behind them, relative to the module.
    re_exports: BTreeMap<(ModulePath, String), Vec<String>>,
}

/// A source file.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) module: ModulePath,
    pub(super) syntax: Rc<syn::File>,
}

impl Modules {
    /// Reads the root file and every file that it declares, except test modules.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut modules = Self::default();
        let folder = root.parent().context("a file is in a folder")?;
        modules.add_file(root, folder, Vec::new())?;
        Ok(modules)
    }

    /// The file that a path from the crate's root leads to: that of the longest prefix that is a
    /// module, after re-exports are followed.
    pub(super) fn file_of(&self, path: &[String]) -> Option<usize> {
        let mut path = path.to_vec();
        // each step makes the path end in a deeper module; the bound prevents an endless loop
        for _ in 0..16 {
            let (module, rest) = self.split(&path)?;
            let name = rest.first();
            let target = name.and_then(|name| self.re_exports.get(&(module.clone(), name.clone())));
            match target {
                Some(target) => path = self.absolute(&module, target)?,
                None => return self.by_path.get(&module).copied(),
            }
        }
        None
    }

    /// Turns a path as written in a module into one from the crate's root; `None` if it leads to
    /// another crate.
    pub(super) fn absolute(&self, module: &[String], written: &[String]) -> Option<ModulePath> {
        let mut base = module.to_vec();
        let mut rest = written;
        match written.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = rest.get(1..)?;
            }
            "self" => rest = rest.get(1..)?,
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    base.pop()?;
                    rest = rest.get(1..)?;
                }
            }
            name => {
                base.push(name.to_owned());
                if !self.by_path.contains_key(&base) {
                    return None;
                }
                rest = rest.get(1..)?;
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn split(&self, path: &[String]) -> Option<(ModulePath, Vec<String>)> {
        (0..=path.len()).rev().find_map(|length| {
            let (module, rest) = path.split_at_checked(length)?;
            let is_module = self.by_path.contains_key(module);
            is_module.then(|| (module.to_vec(), rest.to_vec()))
        })
    }

    /// Adds a file. `folder` contains the files of its child modules.
    fn add_file(&mut self, path: &Path, folder: &Path, module: ModulePath) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let syntax = syn::parse_file(&text).map(Rc::new);
        let syntax = syntax.with_context(|| format!("cannot parse {}", path.display()))?;
        let index = self.files.len();
        self.files.push(File {
            path: path.to_owned(),
            module: module.clone(),
            syntax: Rc::clone(&syntax),
        });
        self.add_items(index, &syntax.items, path, folder, &module)
    }

    fn add_items(
        &mut self,
        file: usize,
        items: &[Item],
        path: &Path,
        folder: &Path,
        module: &[String],
    ) -> anyhow::Result<()> {
        self.by_path.insert(module.to_vec(), file);
        for item in items {
            match item {
                Item::Mod(declared) if !is_test(&declared.attrs) => {
                    self.add_module(file, declared, path, folder, module)?;
                }
                Item::Use(item) if !matches!(item.vis, Visibility::Inherited) => {
                    self.add_re_exports(module, &item.tree, Vec::new());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add_module(
        &mut self,
        file: usize,
        declared: &ItemMod,
        path: &Path,
        folder: &Path,
        module: &[String],
    ) -> anyhow::Result<()> {
        let name = declared.ident.to_string();
        let child = [module, std::slice::from_ref(&name)].concat();
        let child_folder = folder.join(&name);
        if let Some((_, items)) = &declared.content {
            return self.add_items(file, items, path, &child_folder, &child);
        }
        if let Some(named) = path_attribute(&declared.attrs) {
            let beside = path.parent().context("a file is in a folder")?;
            return self.add_file(&beside.join(named), &child_folder, child);
        }
        let single = folder.join(format!("{name}.rs"));
        let file = match single.is_file() {
            true => single,
            false => child_folder.join("mod.rs"),
        };
        self.add_file(&file, &child_folder, child)
    }

    fn add_re_exports(&mut self, module: &[String], tree: &UseTree, prefix: Vec<String>) {
        let with = |name: &syn::Ident| [prefix.clone(), vec![name.to_string()]].concat();
        let (name, target) = match tree {
            UseTree::Path(path) => {
                return self.add_re_exports(module, &path.tree, with(&path.ident));
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_re_exports(module, tree, prefix.clone());
                }
                return;
            }
            UseTree::Name(name) => (name.ident.to_string(), with(&name.ident)),
            UseTree::Rename(rename) => (rename.rename.to_string(), with(&rename.ident)),
            UseTree::Glob(_) => return,
        };
        self.re_exports.insert((module.to_vec(), name), target);
    }
}

/// Whether an item exists in test builds only.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            list.tokens.to_string().starts_with("test")
        }
        _ => false,
    })
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        let syn::Expr::Lit(value) = &pair.value else {
            return None;
        };
        match &value.lit {
            Lit::Str(text) if pair.path.is_ident("path") => Some(text.value()),
            _ => None,
        }
    })
}

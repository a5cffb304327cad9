//! The files that a file needs: through `use`, and through paths written in full.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse, UseTree, Visibility};

use super::modules::{File, ModulePath, Modules, is_test};

/// The indexes of the files that this file needs.
pub(super) fn of(modules: &Modules, file: &File) -> BTreeSet<usize> {
    let mut imports = Imports {
        modules,
        module: file.module.clone(),
        found: BTreeSet::new(),
    };
    imports.visit_file(&file.syntax);
    let own = modules.file_of(&file.module);
    imports
        .found
        .into_iter()
        .filter(|to| Some(*to) != own)
        .collect()
}

struct Imports<'m> {
    modules: &'m Modules,
    module: ModulePath,
    found: BTreeSet<usize>,
}

impl Imports<'_> {
    fn add(&mut self, written: &[String]) {
        let path = self.modules.absolute(&self.module, written);
        self.found
            .extend(path.and_then(|path| self.modules.file_of(&path)));
    }

    fn add_tree(&mut self, tree: &UseTree, prefix: Vec<String>) {
        let with = |name: &syn::Ident| [prefix.clone(), vec![name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.add_tree(&path.tree, with(&path.ident)),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(tree, prefix.clone());
                }
            }
            UseTree::Name(name) => self.add(&with(&name.ident)),
            UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            UseTree::Glob(_) => self.add(&prefix),
        }
    }
}

impl<'ast> Visit<'ast> for Imports<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    /// A re-export is not an import: a file that uses it imports the file behind it.
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if matches!(item.vis, Visibility::Inherited) {
            self.add_tree(&item.tree, Vec::new());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<_> = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        if names.len() > 1 {
            self.add(&names);
        }
        visit::visit_path(self, path);
    }
}

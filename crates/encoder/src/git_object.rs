//! How git knows a file: by the SHA-1 of its content or, for a large file, of the pointer that names
//! its SHA-256 (git-scm.com, "Git Internals - Git Objects"; git-lfs, `docs/spec.md`).

use sha1::{Digest, Sha1};

use crate::file_source::{hexadecimal, sha256};

/// One file in a repository of the hub.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GitObject {
    /// SHA-1 in hexadecimal.
    pub id: String,
    /// Bytes of the file itself.
    pub size: u64,
    is_large: bool,
}

impl GitObject {
    pub(crate) fn new(id: String, size: u64, is_large: bool) -> Self {
        Self { id, size, is_large }
    }

    /// The name of the content in the cache, which is what the hub gives as its `ETag`; `None`
    /// where the content is not that of the object.
    pub(crate) fn blob_name(&self, content: &[u8]) -> Option<String> {
        if !self.is_large {
            return (object_id(content) == self.id).then(|| self.id.clone());
        }
        let sha256 = sha256(content);
        let pointer = format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {}\n",
            content.len()
        );
        (object_id(pointer.as_bytes()) == self.id).then_some(sha256)
    }
}

fn object_id(content: &[u8]) -> String {
    let mut hasher = Sha1::new();
    hasher.update(format!("blob {}\0", content.len()));
    hasher.update(content);
    hexadecimal(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf 'water\n' | git hash-object --stdin`, and the same of the pointer to it.
    #[test]
    fn ids_are_those_of_git() {
        let small = GitObject::new(SMALL.into(), 6, false);
        assert_eq!(small.blob_name(b"water\n"), Some(SMALL.into()));
        assert_eq!(small.blob_name(b"wat r\n"), None);
        let large = GitObject::new(LARGE.into(), 6, true);
        assert_eq!(large.blob_name(b"water\n"), Some(sha256(b"water\n")));
        assert_eq!(large.blob_name(b"wat r\n"), None);
    }

    const SMALL: &str = "ecab723265a22294b4b2900dd26cf950422481cf";
    const LARGE: &str = "68f20728666da03b70b8de92ffec6175ee551670";
}

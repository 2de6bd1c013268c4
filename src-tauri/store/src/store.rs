//! The open data folder.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::record::RpcRun;
use model::{DeviceEui, RecordId, TenantCode};
use rusqlite::{Connection, OptionalExtension};

use crate::StoreError;
use crate::database::Database;
use crate::history::{self, Abandoned, BufferState, HistoryRow, HistoryState, Limits, Pruned};
use crate::master_key::{self, Cipher, Place};
use crate::reader::Readers;
use crate::transaction::{ReadTx, WriteTx};
use crate::writer::{Stateless, Writer};

/// What `instance.key_check` holds when decrypted.
const KEY_CHECK: &[u8] = b"thinklink";
const KEY_CHECK_PLACE: Place<'static> = Place { column: "instance.key_check", owner: b"1" };

/// How many threads and how long queues the store may have.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads that read, at least 1.
    pub readers: usize,
    /// Jobs that may wait at each writer and at the readers; who comes later waits.
    pub queue: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 3, queue: 1_024 }
    }
}

/// Room on a disk, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// What may still be written.
    pub free_bytes: u64,
    /// All of it.
    pub total_bytes: u64,
}

/// Bytes on the disk, write-ahead logs included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sizes {
    /// `thinklink.db`.
    pub config_bytes: u64,
    /// `history.db`.
    pub history_bytes: u64,
}

/// A handle to the open data folder; clones share it.
///
/// The async functions may be called from any runtime, the `_blocking` ones from plain threads
/// only. A job runs to its end even if nobody waits for it any more.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    cipher: Cipher,
    config: Writer<Stateless>,
    history: Writer<HistoryState>,
    readers: Readers,
    /// Held as long as the files are open.
    lock: File,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Store").field("dir", &self.0.dir).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
        // Closing the file is not enough: a process that is just being started may still hold a
        // copy of it.
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the data folder could not be unlocked");
        }
    }
}

impl Inner {
    fn close(&self) {
        self.readers.close();
        self.config.close();
        self.history.close();
    }
}

impl Store {
    /// Opens or creates the data folder. Blocks for the time of a file check and migrations.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::NewerFile`], [`StoreError::ForeignFile`],
    /// [`StoreError::MasterKeyMissing`], [`StoreError::MasterKeyWrong`],
    /// [`StoreError::Corrupt`], [`StoreError::Io`].
    pub fn open(dir: &Path, options: &Options) -> Result<Self, StoreError> {
        create_private(dir).map_err(|error| StoreError::io(dir, error))?;
        let lock = lock(dir)?;
        let config = Database::Config.open(dir)?;
        let cipher = unlock(dir, &config)?;
        let history = Database::History.open(dir)?;
        let state = HistoryState::load(&history)?;
        Ok(Self(Arc::new(Inner {
            dir: dir.to_owned(),
            cipher,
            config: Writer::start("store-config", config, Stateless, options.queue)?,
            history: Writer::start("store-history", history, state, options.queue)?,
            readers: Readers::start(dir, options.readers, options.queue)?,
            lock,
        })))
    }

    /// Changes the configuration in one transaction that is on the disk when this resolves.
    ///
    /// The closure contains SQL only, by way of its tables: nothing that waits. When it returns an
    /// error, nothing of it is kept.
    ///
    /// # Errors
    /// Those of the closure, and [`StoreError::Closed`], [`StoreError::Full`],
    /// [`StoreError::ReadOnly`], [`StoreError::RolledBack`] when it could not be committed.
    pub async fn write<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let cipher = self.0.cipher.clone();
        self.0.config.submit(move |conn, _: &mut Stateless| job(&WriteTx::new(conn, &cipher))).await
    }

    /// [`Self::write`] for plain threads; panics on a thread of an async runtime.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_blocking<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let cipher = self.0.cipher.clone();
        let job = move |conn: &Connection, _: &mut Stateless| job(&WriteTx::new(conn, &cipher));
        self.0.config.submit_blocking(job)
    }

    /// Reads both files, each at one moment.
    ///
    /// # Errors
    /// Those of the closure, and [`StoreError::Closed`].
    pub async fn read<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&ReadTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let cipher = self.0.cipher.clone();
        self.0.readers.submit(move |conn| job(&ReadTx::new(conn, &cipher))).await
    }

    /// [`Self::read`] for plain threads; panics on a thread of an async runtime.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_blocking<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&ReadTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let cipher = self.0.cipher.clone();
        self.0.readers.submit_blocking(move |conn| job(&ReadTx::new(conn, &cipher)))
    }

    /// Appends to the history and resolves after the commit: the id of each row that has one
    /// (frames, messages, stored telemetry, log lines), in the order given.
    ///
    /// # Errors
    /// As [`Self::write`]; then none of the rows was kept.
    pub async fn append(&self, rows: Vec<HistoryRow>) -> Result<Vec<Option<RecordId>>, StoreError> {
        self.0.history.submit(move |conn, state| history::append(conn, state, &rows)).await
    }

    /// [`Self::append`] for plain threads; panics on a thread of an async runtime.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_blocking(
        &self,
        rows: Vec<HistoryRow>,
    ) -> Result<Vec<Option<RecordId>>, StoreError> {
        self.0.history.submit_blocking(move |conn, state| history::append(conn, state, &rows))
    }

    /// Stores what became of runs of commands; one that was pruned meanwhile stays away.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn update_rpc_runs(&self, runs: Vec<Arc<RpcRun>>) -> Result<(), StoreError> {
        self.0.history.submit(move |conn, _| history::update_rpc_runs(conn, &runs)).await
    }

    /// Deletes one slice of what is older than the limits, so that appends never wait long.
    /// Call again while [`Pruned::more`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn prune_history(&self, limits: Limits) -> Result<Pruned, StoreError> {
        self.0.history.submit(move |conn, _| history::prune(conn, &limits)).await
    }

    /// Deletes latest values and history of a tenant's device, of one thing model or of all, as they
    /// are now; what comes meanwhile stays. Returns the number of history rows deleted.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn delete_telemetry(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        thing_model: Option<RecordId>,
    ) -> Result<u64, StoreError> {
        let abandoned = self.abandon_telemetry(tenant, eui, thing_model).await?;
        self.delete_abandoned(abandoned).await
    }

    /// The same in one step, however much there is: nobody sees it any more, and its rows are there
    /// until [`Self::delete_abandoned`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn abandon_telemetry(
        &self,
        tenant: &TenantCode,
        eui: &DeviceEui,
        thing_model: Option<RecordId>,
    ) -> Result<Abandoned, StoreError> {
        let (tenant, eui) = (tenant.clone(), eui.clone());
        let abandon = move |conn: &Connection, state: &mut HistoryState| {
            history::abandon_telemetry(conn, state, (&tenant, &eui), thing_model)
        };
        self.0.history.submit(abandon).await
    }

    /// Deletes the rows of abandoned telemetry, in slices, so that appends never wait long. Returns
    /// how many there were.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn delete_abandoned(&self, abandoned: Abandoned) -> Result<u64, StoreError> {
        let mut deleted = 0;
        for series in abandoned.0 {
            loop {
                let slice = move |conn: &Connection, _: &mut HistoryState| {
                    history::delete_abandoned_slice(conn, series)
                };
                let pruned = self.0.history.submit(slice).await?;
                deleted += pruned.deleted;
                if !pruned.more {
                    break;
                }
            }
        }
        Ok(deleted)
    }

    /// Deletes one slice of abandoned telemetry whose rows nobody came to delete. Call again while
    /// [`Pruned::more`].
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn prune_abandoned(&self) -> Result<Pruned, StoreError> {
        self.0.history.submit(|conn, _| history::prune_abandoned(conn)).await
    }

    /// Forgets when a device was last heard and its latest values, after its record was deleted.
    /// What is past stays with its tenant, who sees it again under a new record of the same EUI.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn forget_live(&self, eui: &DeviceEui) -> Result<(), StoreError> {
        let eui = eui.clone();
        self.0.history.submit(move |conn, state| history::forget_live(conn, state, &eui)).await
    }

    /// Puts messages at the end of a broker's buffer; what is above `limit` bytes goes at its old
    /// end and is counted. `lost` is added to that count. Messages up to the id `handed` are on their
    /// way already and stay.
    ///
    /// # Errors
    /// As [`Self::write`]; then none of the messages was kept.
    pub async fn buffer_append(
        &self,
        broker: RecordId,
        messages: Vec<(String, Vec<u8>)>,
        lost: u64,
        limit: u64,
        handed: u64,
    ) -> Result<BufferState, StoreError> {
        let job = move |conn: &Connection, _: &mut HistoryState| {
            history::buffer_append(conn, broker, &messages, lost, limit, handed)
        };
        self.0.history.submit(job).await
    }

    /// Deletes a broker's messages up to and with this id.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn buffer_delivered(
        &self,
        broker: RecordId,
        id: u64,
    ) -> Result<BufferState, StoreError> {
        self.0.history.submit(move |conn, _| history::buffer_delivered(conn, broker, id)).await
    }

    /// Forgets everything that waits for a broker, in slices.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn buffer_clear(&self, broker: RecordId) -> Result<(), StoreError> {
        while self
            .0
            .history
            .submit(move |conn, _| history::buffer_clear_slice(conn, broker))
            .await?
        {}
        Ok(())
    }

    /// Notes which broker outside devices were last heard from.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn note_outside_devices(
        &self,
        devices: Vec<(DeviceEui, RecordId)>,
    ) -> Result<(), StoreError> {
        self.0.history.submit(move |conn, _| history::note_outside_devices(conn, &devices)).await
    }

    /// Bytes the two files take.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        Sizes {
            config_bytes: file_size(&Database::Config.path(&self.0.dir)),
            history_bytes: file_size(&Database::History.path(&self.0.dir)),
        }
    }

    /// The room on the disk that holds the data folder; `None` when the system does not say.
    #[must_use]
    pub fn disk(&self) -> Option<Disk> {
        let stats = fs4::statvfs(&self.0.dir).ok()?;
        Some(Disk { free_bytes: stats.available_space(), total_bytes: stats.total_space() })
    }

    /// Commits what is queued, folds the logs in and ends the threads. Later calls answer
    /// [`StoreError::Closed`]. The last clone's drop does the same; the folder is unlocked then.
    pub fn close(&self) {
        self.0.close();
    }
}

/// Makes a folder that only its owner may enter; one that exists keeps its permissions.
///
/// # Errors
/// Those of the file system.
pub fn create_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Keeps a second process out for as long as the file is open.
fn lock(dir: &Path) -> Result<File, StoreError> {
    let path = dir.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| StoreError::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse(dir.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(StoreError::io(&path, error)),
    }
}

/// Loads the master key and proves that it belongs to this folder; makes one for a new folder.
fn unlock(dir: &Path, config: &Connection) -> Result<Cipher, StoreError> {
    let check: Option<Vec<u8>> = config
        .query_row("SELECT key_check FROM instance WHERE id = 1", [], |row| row.get(0))
        .optional()?;
    let Some(check) = check else {
        let cipher = match master_key::load(dir)? {
            Some(cipher) => cipher,
            None => master_key::create(dir)?,
        };
        let check = cipher.encrypt(KEY_CHECK_PLACE, KEY_CHECK)?;
        config.execute(
            "INSERT INTO instance (id, last_record_id, key_check) VALUES (1, 0, ?1)",
            [check],
        )?;
        return Ok(cipher);
    };
    let path = master_key::path(dir);
    let cipher =
        master_key::load(dir)?.ok_or_else(|| StoreError::MasterKeyMissing(path.clone()))?;
    match cipher.decrypt(KEY_CHECK_PLACE, &check) {
        Ok(plain) if plain == KEY_CHECK => Ok(cipher),
        _ => Err(StoreError::MasterKeyWrong(path)),
    }
}

fn file_size(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    size(path) + size(Path::new(&log))
}

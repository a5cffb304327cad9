package dev.idxflow.example

import dev.idxflow.engine.Snapshot
import java.io.IOException
import java.nio.file.FileAlreadyExistsException
import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.nio.file.StandardOpenOption
import java.nio.file.attribute.FileAttribute
import java.nio.file.attribute.PosixFilePermissions

/** The sign-in on disk: a credential, and so nobody's but its owner's. */
internal class StateFile(private val path: Path) {
    private var saved: Snapshot? = null

    /** What an earlier run left behind; null where there was none. */
    fun read(): Snapshot? = try {
        Snapshot(Files.readString(path))
    } catch (_: NoSuchFileException) {
        null
    } catch (error: IOException) {
        throw ExitError("$path cannot be read: ${error.reason}")
    }

    /** Replaces the file as a whole: whenever this process is killed, there is a state to go on from. */
    fun write(snapshot: Snapshot) {
        if (snapshot == saved) return
        val next = path.resolveSibling("${path.fileName}.new")
        try {
            Files.deleteIfExists(next)
            // created as its owner's, and never opened where somebody else has put it
            Files.newByteChannel(next, NEW, *ownerOnly()).use { it.write(Charsets.UTF_8.encode(snapshot.expose())) }
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE)
        } catch (error: IOException) {
            throw ExitError("$path cannot be written: ${error.reason}")
        }
        saved = snapshot
    }

    /** The sign-in has ended. */
    fun delete() {
        try {
            Files.deleteIfExists(path)
        } catch (error: IOException) {
            throw ExitError("$path cannot be deleted, and holds a sign-in that has ended: ${error.reason}")
        }
    }

    override fun toString(): String = path.toString()
}

private val NEW = setOf(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)

/** Where there are no such permissions (Windows), the folder's own have to do. */
private fun ownerOnly(): Array<FileAttribute<*>> {
    val isPosix = "posix" in FileSystems.getDefault().supportedFileAttributeViews()
    return if (isPosix) arrayOf(PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))) else arrayOf()
}

/** In words: many of these exceptions say the path alone. */
private val IOException.reason: String
    get() = when (this) {
        is NoSuchFileException -> "there is no such folder"
        is FileAlreadyExistsException -> "somebody else writes it at the same time"
        is java.nio.file.AccessDeniedException -> "access is denied"
        is java.nio.charset.CharacterCodingException -> "it is no text"
        is java.nio.file.FileSystemException -> reason ?: "it is something else than a file"
        else -> message ?: javaClass.simpleName
    }

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

/** A snapshot in a file that only its owner can read. */
internal class StateFile(private val path: Path) {
    private var lastWritten: Snapshot? = null

    /** Returns the saved snapshot, or null if the file does not exist. */
    fun read(): Snapshot? = try {
        Snapshot(Files.readString(path))
    } catch (_: NoSuchFileException) {
        null
    } catch (error: IOException) {
        throw ExitError("$path cannot be read: ${error.reason}")
    }

    /** Replaces the file atomically, so that it is complete even if the process is killed. */
    fun write(snapshot: Snapshot) {
        if (snapshot == lastWritten) return
        val temporary = path.resolveSibling("${path.fileName}.new")
        try {
            Files.deleteIfExists(temporary)
            // CREATE_NEW fails if another user has created the file in the meantime.
            Files.newByteChannel(temporary, CREATE, *ownerOnly()).use { it.write(Charsets.UTF_8.encode(snapshot.expose())) }
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE)
        } catch (error: IOException) {
            throw ExitError("$path cannot be written: ${error.reason}")
        }
        lastWritten = snapshot
    }

    fun delete() {
        try {
            Files.deleteIfExists(path)
        } catch (error: IOException) {
            throw ExitError("$path cannot be deleted. It contains a sign-in that has ended: ${error.reason}")
        }
    }

    override fun toString(): String = path.toString()
}

private val CREATE = setOf(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)

/** Permissions for the owner only. On Windows, the file inherits the permissions of its folder. */
private fun ownerOnly(): Array<FileAttribute<*>> {
    val isPosix = "posix" in FileSystems.getDefault().supportedFileAttributeViews()
    return if (isPosix) arrayOf(PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))) else arrayOf()
}

/** A description of the error. The messages of many of these exceptions contain only the path. */
private val IOException.reason: String
    get() = when (this) {
        is NoSuchFileException -> "the folder does not exist"
        is FileAlreadyExistsException -> "another process is writing it"
        is java.nio.file.AccessDeniedException -> "access is denied"
        is java.nio.charset.CharacterCodingException -> "it is not a UTF-8 text file"
        is java.nio.file.FileSystemException -> reason ?: "it is not a regular file"
        else -> message ?: javaClass.simpleName
    }

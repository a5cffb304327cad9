package dev.idxflow.example

import dev.idxflow.engine.Snapshot
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import kotlin.io.path.createDirectory
import kotlin.io.path.exists
import kotlin.io.path.writeText
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull

class StateFileTest {
    @TempDir
    lateinit var folder: Path

    private val path: Path get() = folder.resolve("state")
    private val file: StateFile get() = StateFile(path)

    @Test
    fun `the last snapshot written is read`() {
        val file = file
        file.write(Snapshot("one"))
        file.write(Snapshot("two"))
        assertEquals(Snapshot("two"), this.file.read())
        assertEquals(listOf(path), Files.list(folder).use { it.toList() })
    }

    @Test
    fun `the file is readable by its owner only, even if it replaces a public file`() {
        path.writeText("old")
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"))
        file.write(Snapshot("new"))
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
    }

    @Test
    fun `an incomplete temporary file of a killed run is replaced`() {
        folder.resolve("state.new").writeText("par")
        file.write(Snapshot("complete"))
        assertEquals(Snapshot("complete"), file.read())
    }

    @Test
    fun `a file that does not exist is read as null and can be deleted`() {
        assertNull(file.read())
        file.delete()
        file.write(Snapshot("one"))
        file.delete()
        assertFalse(path.exists())
    }

    @Test
    fun `errors are reported with the reason`() {
        val missingFolder = StateFile(folder.resolve("missing").resolve("state"))
        assertNull(missingFolder.read())
        val message = assertFailsWith<ExitError> { missingFolder.write(Snapshot("one")) }.message
        assertEquals("$missingFolder cannot be written: the folder does not exist", message)
        path.createDirectory()
        path.resolve("full").writeText("")
        assertFailsWith<ExitError> { file.read() }
        assertFailsWith<ExitError> { file.write(Snapshot("one")) }
    }
}

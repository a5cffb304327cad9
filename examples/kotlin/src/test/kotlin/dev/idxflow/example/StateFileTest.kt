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
    fun `what was written is read, the newest of it`() {
        val file = file
        file.write(Snapshot("one"))
        file.write(Snapshot("two"))
        assertEquals(Snapshot("two"), this.file.read())
        assertEquals(listOf(path), Files.list(folder).use { it.toList() })
    }

    @Test
    fun `nobody but its owner reads it, whoever read the one before`() {
        path.writeText("old")
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"))
        file.write(Snapshot("new"))
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
    }

    @Test
    fun `what a killed run left half written does no harm`() {
        folder.resolve("state.new").writeText("hal")
        file.write(Snapshot("whole"))
        assertEquals(Snapshot("whole"), file.read())
    }

    @Test
    fun `where there is none there is nothing to read or delete`() {
        assertNull(file.read())
        file.delete()
        file.write(Snapshot("one"))
        file.delete()
        assertFalse(path.exists())
    }

    @Test
    fun `what cannot be is said in words`() {
        val nowhere = StateFile(folder.resolve("nowhere").resolve("state"))
        assertNull(nowhere.read())
        val message = assertFailsWith<ExitError> { nowhere.write(Snapshot("one")) }.message
        assertEquals("$nowhere cannot be written: there is no such folder", message)
        path.createDirectory()
        path.resolve("full").writeText("")
        assertFailsWith<ExitError> { file.read() }
        assertFailsWith<ExitError> { file.write(Snapshot("one")) }
    }
}

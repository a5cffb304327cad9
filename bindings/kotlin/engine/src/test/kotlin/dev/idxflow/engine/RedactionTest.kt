package dev.idxflow.engine

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals

class RedactionTest {
    @Test
    fun `what must not show does not, and is equal by value all the same`() {
        assertEquals("[secret]", Secret("hunter2").toString())
        assertEquals("Snapshot([secret])", Snapshot("{}").toString())
        assertEquals("https://id.acme.example/x", RedactedUrl("https://id.acme.example/x?token=1#2").toString())
        assertEquals("PngImage(2 bytes)", PngImage(byteArrayOf(1, 2)).toString())
        val ones = listOf(Secret("a"), Snapshot("a"), RedactedUrl("a?b"), PngImage(byteArrayOf(1)))
        val same = listOf(Secret("a"), Snapshot("a"), RedactedUrl("a?b"), PngImage(byteArrayOf(1)))
        val others = listOf(Secret("b"), Snapshot("b"), RedactedUrl("a?c"), PngImage(byteArrayOf(2)))
        assertEquals(ones, same)
        assertEquals(ones.map { it.hashCode() }, same.map { it.hashCode() })
        ones.zip(others).forEach { (one, other) -> assertNotEquals(one, other) }
    }

    @Test
    fun `values that hold them do not show them either`() {
        val answer = Answer("identify", mapOf("credentials.passcode" to Value.Text(Secret("hunter2"))))
        assertEquals("Answer(remediation=identify, values={credentials.passcode=Text(text=[secret])}, prompt=null)", "$answer")
    }
}

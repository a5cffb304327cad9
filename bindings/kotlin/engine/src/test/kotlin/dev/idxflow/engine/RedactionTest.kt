package dev.idxflow.engine

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals

class RedactionTest {
    @Test
    fun `toString redacts secrets`() {
        assertEquals("[secret]", Secret("hunter2").toString())
        assertEquals("Snapshot([secret])", Snapshot("{}").toString())
        assertEquals("https://id.acme.example/x", RedactedUrl("https://id.acme.example/x?token=1#2").toString())
        assertEquals("PngImage(2 bytes)", PngImage(byteArrayOf(1, 2)).toString())
    }

    @Test
    fun `redacted types are compared by value`() {
        val values = listOf(Secret("a"), Snapshot("a"), RedactedUrl("a?b"), PngImage(byteArrayOf(1)))
        val equalValues = listOf(Secret("a"), Snapshot("a"), RedactedUrl("a?b"), PngImage(byteArrayOf(1)))
        val otherValues = listOf(Secret("b"), Snapshot("b"), RedactedUrl("a?c"), PngImage(byteArrayOf(2)))
        assertEquals(values, equalValues)
        assertEquals(values.map { it.hashCode() }, equalValues.map { it.hashCode() })
        values.zip(otherValues).forEach { (value, other) -> assertNotEquals(value, other) }
    }

    @Test
    fun `records redact the secrets they contain`() {
        val answer = Answer("identify", mapOf("credentials.passcode" to Value.Text(Secret("hunter2"))), promptVersion = 3)
        val values = "{credentials.passcode=Text(text=[secret])}"
        assertEquals("Answer(remediation=identify, values=$values, omitted=[], promptVersion=3)", "$answer")
    }
}

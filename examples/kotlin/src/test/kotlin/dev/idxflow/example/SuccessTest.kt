package dev.idxflow.example

import kotlin.test.Test
import kotlin.test.assertEquals

class SuccessTest {
    @Test
    fun `claims are sorted, and times are formatted`() {
        val json = """{"sub":"00u1","amr":["pwd","otp"],"iat":1800000000,"ver":1,"ok":true,"nonce":"canary"}"""
        val rows = claims(json).map { (name, value) -> "$name $value" }
        assertEquals(listOf("amr pwd, otp", "iat 2027-01-15T08:00:00Z", "ok true", "sub 00u1", "ver 1"), rows)
    }
}

package dev.idxflow.sample

import android.graphics.BitmapFactory
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.produceState
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.idxflow.IdxClosedException
import dev.idxflow.IdxFlow
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.QrCode
import dev.idxflow.engine.RemediationName
import dev.idxflow.remediation
import kotlinx.coroutines.delay
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** The QR code, the time until it expires, and "Can't scan?". */
@Composable
internal fun QrScreen(flow: IdxFlow, prompt: Prompt, qr: QrCode, submit: (Answer) -> Unit) {
    Text("Set up Okta Verify", Modifier.semantics { heading() })
    Text("In the Okta Verify app on your mobile device, tap Scan a QR code. Then scan this QR code:")
    QrImage(qr)
    Countdown(flow, prompt)
    val channels = prompt.remediation(RemediationName.SelectEnrollmentChannel) ?: return
    var isOpen by remember { mutableStateOf(false) }
    TextButton({ isOpen = !isOpen }) { Text("Can't scan?") }
    if (isOpen) Form(prompt, channels, isEnabled = true, submit)
}

/** Black on white also in a dark theme, with the white margin that scanners need. */
@Composable
private fun QrImage(qr: QrCode) {
    val bitmap = remember(qr) { BitmapFactory.decodeByteArray(qr.png.bytes, 0, qr.png.bytes.size)?.asImageBitmap() }
    if (bitmap == null) {
        Text("The QR code cannot be displayed")
    } else {
        Image(
            bitmap,
            contentDescription = qr.alt,
            Modifier.background(Color.White).padding(24.dp).size(240.dp),
            // Keeps the edges sharp.
            filterQuality = FilterQuality.None,
        )
    }
}

/** Counts down in seconds. TalkBack reads minutes, and only if the user focuses the text. */
@Composable
private fun Countdown(flow: IdxFlow, prompt: Prompt) {
    val remaining by produceState(flow.remainingTime(), prompt) {
        while (true) {
            value = flow.remainingTime()
            delay(1.seconds)
        }
    }
    val duration = remaining ?: return
    duration.toComponents { minutes, seconds, _ ->
        val description = if (minutes == 0L) "Expires in less than a minute" else "Minutes until expiry: $minutes"
        Text(
            "Expires in $minutes:${seconds.toString().padStart(2, '0')}",
            Modifier.semantics { contentDescription = description },
        )
    }
}

/**
 * Returns null if the time is unknown, or if the flow was closed while its prompt is still on the
 * screen.
 */
private fun IdxFlow.remainingTime(): Duration? = try {
    expiresIn()?.coerceAtLeast(Duration.ZERO)
} catch (_: IdxClosedException) {
    null
}

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
import dev.idxflow.named
import kotlinx.coroutines.delay
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** The QR code, how long it is good for, and the way on for those who cannot scan it. */
@Composable
internal fun QrScreen(flow: IdxFlow, prompt: Prompt, qr: QrCode, give: (Answer) -> Unit) {
    Text("Scan this with Okta Verify", Modifier.semantics { heading() })
    PngImage(qr)
    Countdown(flow, prompt)
    val channels = prompt.remediation(RemediationName.SelectEnrollmentChannel) ?: return
    var isOpen by remember { mutableStateOf(false) }
    TextButton({ isOpen = !isOpen }) { Text("Can't scan?") }
    if (isOpen) Form(prompt, channels, isEnabled = true, give)
}

/** Black on white in a dark theme, too, and with the white around it that a scanner wants. */
@Composable
private fun PngImage(qr: QrCode) {
    val bitmap = remember(qr) { BitmapFactory.decodeByteArray(qr.png.bytes, 0, qr.png.bytes.size)?.asImageBitmap() }
    if (bitmap == null) {
        Text("The picture cannot be shown")
    } else {
        Image(
            bitmap,
            contentDescription = qr.alt,
            Modifier.background(Color.White).padding(24.dp).size(240.dp),
            // squares stay squares
            filterQuality = FilterQuality.None,
        )
    }
}

/** Counts down by the second for the eye; TalkBack says minutes, and only where it is asked. */
@Composable
private fun Countdown(flow: IdxFlow, prompt: Prompt) {
    val left by produceState(flow.left(), prompt) {
        while (true) {
            value = flow.left()
            delay(1.seconds)
        }
    }
    val shown = left ?: return
    shown.toComponents { minutes, seconds, _ ->
        val spoken = if (minutes == 0L) "Less than a minute left" else "Minutes left: $minutes"
        Text(
            "$minutes:${seconds.toString().padStart(2, '0')} left",
            Modifier.semantics { contentDescription = spoken },
        )
    }
}

/** Null also where the flow was closed while its prompt is still on the screen. */
private fun IdxFlow.left(): Duration? = try {
    expiresIn()?.coerceAtLeast(Duration.ZERO)
} catch (_: IdxClosedException) {
    null
}

package androidx.lifecycle.compose

import androidx.compose.runtime.Composable

interface LifecyclePauseOrDisposeEffectResult

class LifecycleResumePauseEffectScope {
    fun onPauseOrDispose(onPauseOrDisposeEffect: LifecycleResumePauseEffectScope.() -> Unit): LifecyclePauseOrDisposeEffectResult =
        error("a stub: $onPauseOrDisposeEffect")
}

@Composable
fun LifecycleResumeEffect(key1: Any?, effects: LifecycleResumePauseEffectScope.() -> LifecyclePauseOrDisposeEffectResult): Unit =
    error("a stub: $key1 $effects")

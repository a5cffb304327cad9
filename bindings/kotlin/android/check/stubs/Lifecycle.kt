package androidx.lifecycle.compose

import androidx.compose.runtime.Composable

interface LifecyclePauseOrDisposeEffectResult

class LifecycleResumePauseEffectScope {
    fun onPauseOrDispose(onPauseOrDisposeEffect: LifecycleResumePauseEffectScope.() -> Unit): LifecyclePauseOrDisposeEffectResult =
        error("stub: $onPauseOrDisposeEffect")
}

@Composable
fun LifecycleResumeEffect(key1: Any?, effects: LifecycleResumePauseEffectScope.() -> LifecyclePauseOrDisposeEffectResult): Unit =
    error("stub: $key1 $effects")

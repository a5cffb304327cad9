package dev.idxflow.readme

import dev.idxflow.IdxFlow
import dev.idxflow.engine.FlowConfig
import kotlinx.coroutines.CoroutineScope
import java.util.logging.Logger

private val logger = Logger.getLogger("idx-flow")

suspend fun startLogged(config: FlowConfig, scope: CoroutineScope): IdxFlow =
    IdxFlow.start(config, scope, observer = { event -> logger.info("$event") })

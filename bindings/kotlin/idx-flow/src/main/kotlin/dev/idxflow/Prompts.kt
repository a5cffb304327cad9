package dev.idxflow

import dev.idxflow.engine.Answer
import dev.idxflow.engine.Field
import dev.idxflow.engine.Message
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.RemediationName
import dev.idxflow.engine.Secret
import dev.idxflow.engine.Value

/** The first remediation of this name. */
public fun Prompt.remediation(name: RemediationName): Remediation? = remediations.find { it.name == name }

/** The remediation of this id. */
public fun Prompt.remediation(id: String): Remediation? = remediations.find { it.id == id }

/** All messages: those at the top, then those at the fields, hidden fields and those of choices included. */
public val Prompt.allMessages: List<Message>
    get() = messages + remediations.flatMap { it.fields + it.hidden }.flatMap { it.allMessages }

/** The field at this path, those of the choices and the hidden ones included. */
public fun Remediation.field(path: String): Field? = fields.at(path) ?: hidden.at(path)

/**
 * An answer to this form of the prompt: `prompt.answer(form).with("credentials.passcode", code)`. Where a
 * poll has brought another prompt meanwhile, it is refused instead of going to a form of the same name.
 */
public fun Prompt.answer(form: Remediation): Answer = Answer(form.id, prompt = number)

/** The answer with a text at this path, or with the `id` of a choice. */
public fun Answer.with(path: String, text: String): Answer = with(path, Secret(text))

/** The answer with a text at this path. */
public fun Answer.with(path: String, text: Secret): Answer = with(path, Value.Text(text))

/** The answer with yes or no at this path. */
public fun Answer.with(path: String, flag: Boolean): Answer = with(path, Value.Bool(flag))

/** The answer with a whole number at this path. */
public fun Answer.with(path: String, number: Long): Answer = with(path, Value.Number(Secret(number.toString())))

/** The answer with a number at this path. */
public fun Answer.with(path: String, number: Double): Answer = with(path, Value.Number(Secret(number.toString())))

/** The answer with several texts at this path (fields of the kind `set`). */
public fun Answer.with(path: String, texts: List<String>): Answer = with(path, Value.TextList(texts.map(::Secret)))

/** The answer with this value at this path. */
public fun Answer.with(path: String, value: Value): Answer = copy(values = values + (path to value))

private val Field.allMessages: List<Message>
    get() = messages + choices.flatMap { it.fields + it.hidden }.flatMap { it.allMessages }

private fun List<Field>.at(path: String): Field? = firstNotNullOfOrNull { field ->
    if (field.path == path) field else field.choices.firstNotNullOfOrNull { it.fields.at(path) ?: it.hidden.at(path) }
}

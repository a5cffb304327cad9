package dev.idxflow.sample

import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Button
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import dev.idxflow.IdxInputException
import dev.idxflow.answer
import dev.idxflow.engine.Answer
import dev.idxflow.engine.Choice
import dev.idxflow.engine.Field
import dev.idxflow.engine.InputProblem
import dev.idxflow.engine.Prompt
import dev.idxflow.engine.Remediation
import dev.idxflow.engine.Value
import dev.idxflow.with

/** Whatever the server asks: the first form in full, the others as buttons below it. */
@Composable
internal fun FormScreen(prompt: Prompt, isEnabled: Boolean, give: (Answer) -> Unit) {
    val offered = prompt.remediations.filter { it.isForm && !it.isPoll }
    val form = offered.firstOrNull() ?: return
    Form(prompt, form, isEnabled, give)
    offered.drop(1).filter { it.fields.isEmpty() }.forEach {
        TextButton({ give(prompt.answer(it)) }, enabled = isEnabled) { Text(it.label ?: it.name.value) }
    }
}

/** A text field for each text. Where one thing is to be chosen, pressing it answers. */
@Composable
internal fun Form(prompt: Prompt, form: Remediation, isEnabled: Boolean, give: (Answer) -> Unit) {
    val typed = remember { mutableStateMapOf<String, String>() }
    val texts = form.fields.filter { !it.isChoice }
    val answer = {
        typed.entries.fold(prompt.answer(form)) { answer, (path, text) -> answer.with(path, text) }
    }
    for (field in texts) {
        TextField(field, typed[field.path] ?: field.given, isEnabled) { typed[field.path] = it }
    }
    for (field in form.fields.filter { it.isChoice }) {
        for (choice in field.choices) {
            Button({ give(answer().with(field.path, choice.id)) }, enabled = isEnabled) { Text(choice.words) }
        }
    }
    if (texts.isNotEmpty() || form.fields.isEmpty()) {
        Button({ give(answer()) }, enabled = isEnabled) { Text(form.label ?: "Go on") }
    }
}

@Composable
private fun TextField(field: Field, text: String, isEnabled: Boolean, onChange: (String) -> Unit) {
    val problem = field.messages.firstOrNull()?.text
    OutlinedTextField(
        text,
        onChange,
        Modifier.semantics { if (problem != null) error(problem) },
        enabled = isEnabled,
        label = { Text(field.label ?: field.path.substringAfterLast('.')) },
        supportingText = problem?.let { { Text(it) } },
        isError = problem != null,
        visualTransformation = if (field.secret) PasswordVisualTransformation() else VisualTransformation.None,
        keyboardOptions = KeyboardOptions(keyboardType = if (field.secret) KeyboardType.Password else KeyboardType.Text),
        singleLine = true,
    )
}

/** What the server has filled in. It stands unless something else is typed. */
private val Field.given: String
    get() = (value as? Value.Text)?.text?.expose().orEmpty()

private val Choice.words: String
    get() = label ?: authenticator?.displayName ?: id

/** What to say of an answer that was refused. Its own text is for developers. */
internal val IdxInputException.words: String?
    get() = when (problem) {
        // another prompt is on the screen by now
        InputProblem.OTHER_PAGE, InputProblem.NOT_EXPECTED -> null
        InputProblem.MISSING -> "Something is missing"
        InputProblem.TOO_SHORT -> "That is too short"
        InputProblem.TOO_LONG -> "That is too long"
        else -> "That does not fit here"
    }

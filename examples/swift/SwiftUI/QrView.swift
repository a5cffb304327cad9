// Not compiled on Linux, where there is no SwiftUI: it is parsed there, and that is all.
#if canImport(SwiftUI)
import IdxFlow
import SwiftUI

/// The QR code, its countdown, and the ways for those who cannot scan.
struct QrView: View {
    let qr: QrCode
    let prompt: Prompt
    let model: EnrollModel
    @State private var deadline: Date?

    var body: some View {
        if let image = qr.png.image {
            image
                .interpolation(.none)
                .resizable()
                .scaledToFit()
                .frame(maxWidth: 280)
                .accessibilityLabel(qr.alt)
                // what scans it wants white around it, also where everything else is dark
                .padding()
                .background(Color.white)
        }
        if let deadline {
            Text(timerInterval: Date()...max(deadline, Date()), countsDown: true)
                .monospacedDigit()
                .accessibilityLabel("Time left")
        }
        ChannelMenu(prompt: prompt, model: model)
            .task {
                repeat {
                    deadline = await model.deadline()
                } while (try? await Task.sleep(for: .seconds(4))) != nil
            }
    }
}

/// "Can't scan?": what else the server offers than the way at hand.
struct ChannelMenu: View {
    let prompt: Prompt
    let model: EnrollModel

    var body: some View {
        let choices = prompt.remediation(named: .selectEnrollmentChannel)?.fields.flatMap(\.choices) ?? []
        let others = choices.filter { Channel($0.id) != prompt.contextualData?.selectedChannel }
        if !others.isEmpty {
            Menu("Can't scan?") {
                ForEach(others, id: \.id) { choice in
                    Button(choice.label ?? choice.id) { model.choose(Channel(choice.id)) }
                }
            }
            .accessibilityHint("Other ways to set up Okta Verify")
        }
    }
}

extension PngImage {
    /// The picture for a screen.
    fileprivate var image: Image? {
        #if canImport(UIKit)
        UIImage(data: data).map { Image(uiImage: $0) }
        #else
        NSImage(data: data).map { Image(nsImage: $0) }
        #endif
    }
}
#endif

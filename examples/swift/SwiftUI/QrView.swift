import IdxFlow
import SwiftUI

/// The QR code of Okta Verify, with a countdown and the other channels.
struct QrView: View {
    let qr: QrCode
    let prompt: Prompt
    let model: EnrollModel
    @State private var expiryDate: Date?

    var body: some View {
        Text("Set up Okta Verify")
        if let image = qr.png.image {
            image
                .interpolation(.none)
                .resizable()
                .scaledToFit()
                .frame(maxWidth: 280)
                .accessibilityLabel(qr.alt)
                // scanners need a white border, also in dark mode
                .padding()
                .background(Color.white)
        }
        if let expiryDate {
            Text(timerInterval: Date()...max(expiryDate, Date()), countsDown: true)
                .monospacedDigit()
                .accessibilityLabel("Time left")
        }
        ChannelMenu(prompt: prompt, model: model)
            .task {
                repeat {
                    expiryDate = await model.expiryDate()
                } while (try? await Task.sleep(for: .seconds(4))) != nil
            }
    }
}

/// The other channels to set up Okta Verify with.
struct ChannelMenu: View {
    let prompt: Prompt
    let model: EnrollModel

    var body: some View {
        let choices = prompt.remediation(named: .selectEnrollmentChannel)?.fields.flatMap(\.choices) ?? []
        let others = choices.filter { Channel(rawValue: $0.id) != prompt.contextualData?.selectedChannel }
        if !others.isEmpty {
            Menu(isScanning ? "Can't scan?" : "Try a different way") {
                ForEach(others, id: \.id) { choice in
                    Button(label(choice)) { model.select(Channel(rawValue: choice.id), on: prompt) }
                }
            }
            .accessibilityHint("Other ways to set up Okta Verify")
        }
    }

    private var isScanning: Bool { prompt.qr != nil }

    private func label(_ choice: Choice) -> String {
        switch Channel(rawValue: choice.id) {
        case .qrcode: "Scan a QR code"
        case .email: "Email me a setup link"
        case .sms: "Text me a setup link"
        default: choice.label ?? choice.id
        }
    }
}

extension PngImage {
    @MainActor fileprivate var image: Image? {
        #if canImport(UIKit)
        UIImage(data: data).map { Image(uiImage: $0) }
        #else
        NSImage(data: data).map { Image(nsImage: $0) }
        #endif
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace QwenWebChat.UiLoad;

/// <summary>
/// The protocol of Blazor's pages: SignalR's MessagePack under another name, with plain types only. Counts the received
/// bytes.
/// </summary>
internal sealed class BlazorPackProtocol : IHubProtocol
{
    private readonly MessagePackHubProtocol _inner = new();
    private long _receivedBytes;

    public string Name => "blazorpack";

    public int Version => _inner.Version;

    public TransferFormat TransferFormat => _inner.TransferFormat;

    /// <summary>The bytes of all received messages, after the decompression by the socket.</summary>
    public long ReceivedBytes => Interlocked.Read(ref _receivedBytes);

    public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        long before = input.Length;
        bool isWhole = _inner.TryParseMessage(ref input, binder, out message);
        Interlocked.Add(ref _receivedBytes, before - input.Length);
        return isWhole;
    }
}

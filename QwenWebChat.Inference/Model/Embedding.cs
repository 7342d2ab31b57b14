using System.Runtime.InteropServices;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Token ids to their rows of a table, held as floats or packed.</summary>
internal sealed class Embedding
{
    private readonly Tensor? _floats;
    private readonly QuantizedWeight? _packed;

    /// <param name="table">[vocabulary, hidden].</param>
    public Embedding(Tensor table) => _floats = table;

    /// <param name="table">[vocabulary, hidden].</param>
    public Embedding(QuantizedWeight table) => _packed = table;

    /// <param name="ids">Int64, [tokens].</param>
    /// <returns>[tokens, hidden].</returns>
    public Tensor Forward(Tensor ids)
    {
        if (_packed is null)
        {
            return _floats!.index_select(0, ids);
        }

        int width = _packed.Form.ColumnCount;
        ReadOnlySpan<long> rows = MemoryMarshal.Cast<byte, long>(ids.bytes);
        Tensor hidden = empty([rows.Length, width], ScalarType.Float32);
        Span<float> floats = MemoryMarshal.Cast<byte, float>(hidden.bytes);
        for (int i = 0; i < rows.Length; i++)
        {
            _packed.Dequantize((int)rows[i], floats.Slice(i * width, width));
        }

        return hidden;
    }
}

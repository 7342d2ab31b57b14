using System.Buffers.Binary;
using System.Text;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Writes safetensors files byte by byte, also wrong ones.</summary>
internal static class RawSafetensors
{
    public static byte[] Bytes(string header, int dataBytes) => Bytes(Encoding.UTF8.GetBytes(header), dataBytes);

    public static byte[] Bytes(byte[] header, int dataBytes)
    {
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataBytes; i++)
        {
            file[8 + header.Length + i] = (byte)i;
        }

        return file;
    }

    public static string WriteSafetensors(this TemporaryFolder folder, string name, string header, int dataBytes)
    {
        File.WriteAllBytes(folder.At(name), Bytes(header, dataBytes));
        return folder.At(name);
    }
}

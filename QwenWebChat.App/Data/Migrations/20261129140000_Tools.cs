using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class Tools : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Tools",
                table: "Owners",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<string>(
                name: "ToolCalls",
                table: "Messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Tools",
                table: "Conversations",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.UpdateData(
                table: "Owners",
                keyColumn: "Id",
                keyValue: new Guid("0198c0de-0000-7000-8000-000000000001"),
                column: "Tools",
                value: "[]");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Not by DropColumn, which makes the table anew and loses the triggers of the search index.
            migrationBuilder.Sql("ALTER TABLE \"Conversations\" DROP COLUMN \"Tools\";");
            migrationBuilder.Sql("ALTER TABLE \"Messages\" DROP COLUMN \"ToolCalls\";");
            migrationBuilder.Sql("ALTER TABLE \"Owners\" DROP COLUMN \"Tools\";");
        }
    }
}

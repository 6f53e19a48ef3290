/* The base map: the city's own GeoJSON drawn as paper and ink, no glyph or tile server. Labels use the fonts of the computer. */
import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'

export const CITY_URL = `${import.meta.env.BASE_URL}city/hengyang.geojson`
export const LABEL_FONTS = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"

const kind = (...names: string[]): ExpressionSpecification => ['match', ['get', 'kind'], names, true, false]
const road = (...classes: string[]): ExpressionSpecification => ['all', kind('road'), ['match', ['get', 'class'], classes, true, false]]
const width = (stops: [number, number][]): ExpressionSpecification => ['interpolate', ['exponential', 1.6], ['zoom'], ...stops.flat()] as ExpressionSpecification

const C = { land: '#f1efe7', district: '#faf8f2', edge: '#cdbf9f', water: '#bdd5e3', waterText: '#4f7f9c', street: '#ffffff', casing: '#ddd7c8', main: '#fffdf7', mainCasing: '#d8cba9', text: '#6d6553', halo: '#fbf9f3', district2: '#8c8064' }

function layers(tiles: boolean): LayerSpecification[] {
	const city = 'city'
	const line = (id: string, filter: ExpressionSpecification, colour: string, w: [number, number][], minzoom = 0, extra: Record<string, unknown> = {}): LayerSpecification => ({
		id, type: 'line', source: city, filter, minzoom, layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colour, 'line-width': width(w), ...extra }
	})
	const ground: LayerSpecification[] = [
		{ id: 'district', type: 'fill', source: city, filter: kind('district'), paint: { 'fill-color': C.district } },
		line('district-edge', kind('district'), C.edge, [[9, 0.8], [14, 1.6], [18, 2]], 0, { 'line-dasharray': [3, 2.4] }),
		{ id: 'water', type: 'fill', source: city, filter: kind('water'), paint: { 'fill-color': C.water, 'fill-antialias': false } },
		line('street-casing', road('local', 'street', 'road'), C.casing, [[12, 0.6], [15, 4], [18, 17]], 12.2),
		line('country-casing', road('country', 'trunk'), C.mainCasing, [[9, 1.4], [13, 4], [18, 22]]),
		line('main-casing', road('arterial', 'bridge', 'main'), C.mainCasing, [[9, 0.9], [13, 4], [18, 26]]),
		line('street', road('local', 'street', 'road'), C.street, [[11, 0.5], [12, 0.9], [15, 3], [18, 15]], 11),
		line('country', road('country', 'trunk'), C.main, [[9, 0.8], [13, 2.6], [18, 19]]),
		line('main', road('arterial', 'bridge', 'main'), C.main, [[9, 0.5], [13, 2.6], [18, 23]])
	]
	const text = (id: string, filter: ExpressionSpecification, size: number, colour: string, layout: Record<string, unknown> = {}, minzoom = 0, maxzoom = 24): LayerSpecification => ({
		id, type: 'symbol', source: city, filter, minzoom, maxzoom,
		layout: { 'text-field': ['get', 'name'], 'text-size': size, 'text-max-width': 9, 'text-padding': 6, ...layout }, paint: { 'text-color': colour, 'text-halo-color': C.halo, 'text-halo-width': 1.4 }
	})
	const names: LayerSpecification[] = [
		text('water-name', kind('waterline', 'river'), 12, C.waterText, { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-letter-spacing': 0.35 }),
		text('road-name', ['all', kind('road'), ['match', ['get', 'class'], ['arterial', 'bridge', 'main'], true, false]], 11, C.text, { 'symbol-placement': 'line', 'symbol-spacing': 380 }, 13.2),
		text('street-name', road('local', 'street', 'road'), 10.5, C.text, { 'symbol-placement': 'line', 'symbol-spacing': 340 }, 15.2),
		text('place-name', kind('landmark', 'place'), 11.5, '#5b5344', { 'text-offset': [0, 0.9], 'text-anchor': 'top' }, 12.6),
		text('point-name', kind('point'), 10.5, '#7b7260', { 'text-offset': [0, 0.9], 'text-anchor': 'top' }, 14.6),
		text('district-name', kind('district-label'), 14, C.district2, { 'text-letter-spacing': 0.3 }, 0, 14)
	]
	const dots: LayerSpecification = { id: 'place-dot', type: 'circle', source: city, filter: kind('landmark', 'place'), minzoom: 12.6, paint: { 'circle-radius': 2.6, 'circle-color': '#a58f63', 'circle-stroke-color': '#fff', 'circle-stroke-width': 1 } }
	return tiles ? [{ id: 'tiles', type: 'raster', source: 'tiles', paint: { 'raster-saturation': -0.5, 'raster-opacity': 0.85 } }] : [...ground, dots, ...names]
}

export function baseStyle(tiles: string, city: FeatureCollection): StyleSpecification {
	return {
		version: 8,
		sources: {
			city: { type: 'geojson', data: city, tolerance: 0.3 },
			...(tiles ? { tiles: { type: 'raster' as const, tiles: [tiles], tileSize: 256, maxzoom: 18 } } : {})
		},
		layers: [{ id: 'land', type: 'background', paint: { 'background-color': C.land } }, ...layers(tiles !== '')]
	}
}

/** The first label layer: data is drawn under the names. */
export const UNDER_LABELS = 'water-name'

export const STATUS_COLOUR: Record<string, string> = { online: '#2a9170', offline: '#c0341f', deaf: '#d98a1c', quarantined: '#6a4c93', new: '#7d8a96' }
export const statusColour: ExpressionSpecification = ['match', ['get', 'status'], ...Object.entries(STATUS_COLOUR).flat(), '#7d8a96'] as unknown as ExpressionSpecification

export function hasWebGl(): boolean {
	try {
		const c = document.createElement('canvas')
		return Boolean(c.getContext('webgl2') ?? c.getContext('webgl'))
	} catch {
		return false
	}
}
